// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Positions
/// @notice How the activation ledger keeps what stands on a unit, period and direction
/// @dev A position takes 32 bits: claimed 1, needs 3, residual 28. The needs tell that something was granted. Both
/// directions of four periods share a slot, because congestion lasts, and changing a slot is what costs most.
/// While a lock stands on a position, expired or not, its claimed bit is clear and its residual is inverted: a locked
/// quantity is not zero, so the inverted residual is not, and the position differs from one that nobody touched.
library Positions {
    uint256 internal constant ENERGY_MAX = (1 << 28) - 1;
    uint256 internal constant NEEDS_SHIFT = 28;
    uint256 internal constant NEEDS_MASK = 7 << NEEDS_SHIFT;
    uint256 internal constant CLAIMED = 1 << 31;
    /// @dev What differs between a position and the same one under a lock.
    uint256 internal constant LOCKED = CLAIMED | ENERGY_MAX;

    /// @notice True where a lock stands on a position, expired or not
    function isLocked(uint256 position) internal pure returns (bool) {
        return position != 0 && position & CLAIMED == 0;
    }

    /// @notice Where a position lies in its slot: period modulo 4 in the upper bits, direction in the lowest; the
    /// opposite direction is 32 bits away
    function shiftOf(uint256 period, uint256 direction) internal pure returns (uint256) {
        return ((period & 3) << 6) | (direction << 5);
    }

    /// @notice The eight positions of a slot, with one replaced
    function put(uint256 positions, uint256 shift, uint256 position) internal pure returns (uint256) {
        return (positions & ~(uint256(type(uint32).max) << shift)) | (position << shift);
    }

    /// @notice Number of the slot in which a position lies
    function slotKey(uint256 unit, uint256 period) internal pure returns (uint256) {
        return (unit << 32) | (period >> 2);
    }

    /// @notice Number of the lock of a position; those of the two directions differ in the lowest bit
    function lockKey(uint256 unit, uint256 period, uint256 direction) internal pure returns (uint256) {
        return (unit << 64) | (period << 1) | direction;
    }
}
