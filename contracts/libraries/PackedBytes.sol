// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title PackedBytes
/// @notice Reads fixed-size records out of calldata, without copying them
library PackedBytes {
    /// @notice The 32 bytes from `offset` on
    /// @dev Bytes past the end of `data` are whatever follows in the calldata, so the caller shifts away what its
    /// record does not own, and checks beforehand that the record lies inside.
    function wordAt(bytes calldata data, uint256 offset) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }
}
