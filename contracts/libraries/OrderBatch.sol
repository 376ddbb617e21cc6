// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Delivery} from "./Delivery.sol";
import {PackedBytes} from "./PackedBytes.sol";

/// @title OrderBatch
/// @notice Reads batches of orders; layout as in `IOrderEscrow`
library OrderBatch {
    using PackedBytes for bytes;

    uint256 private constant HEAD = 12;
    uint256 private constant PARTY = 4;
    uint256 private constant ORDER = 22;

    /// @dev What all orders of a batch share; `start` is where they begin.
    struct Head {
        uint32 day;
        uint16 season;
        uint256 parties;
        uint256 start;
        uint256 count;
        Delivery.Rule rule;
    }

    function readHead(bytes calldata batch) internal pure returns (Head memory head) {
        uint256 length = batch.length;
        uint256 word = batch.wordAt(0) >> 160;
        head.parties = uint8(word);
        head.start = HEAD + PARTY * head.parties;
        if (length <= head.start || (length - head.start) % ORDER != 0) revert IOrderEscrow.OrdersMalformed(length);
        uint256 rule = uint8(word >> 56);
        if (rule > uint256(type(ISettlement.PenaltyRule).max)) revert IOrderEscrow.OrdersMalformed(length);
        head.count = (length - head.start) / ORDER;
        (head.season, head.day) = (uint16(word >> 8), uint32(word >> 64));
        head.rule = Delivery.Rule(ISettlement.PenaltyRule(rule), uint16(word >> 40), uint16(word >> 24));
    }

    function wallet(bytes calldata batch, uint256 party) internal pure returns (uint32) {
        return uint32(batch.wordAt(HEAD + PARTY * party) >> 224);
    }

    /// @dev An order of 22 bytes in the lowest bits of a word; `parties` is how many there are.
    function orderAt(bytes calldata batch, uint256 start, uint256 index, uint256 parties)
        internal
        pure
        returns (uint256 order)
    {
        // Offsets are bounded by the length of the calldata.
        unchecked {
            order = batch.wordAt(start + ORDER * index) >> 80;
        }
        (uint256 payer, uint256 provider) = (order >> 168, (order >> 160) & 0xff);
        if (
            payer >= parties || provider >= parties || payer == provider || uint32(order >> 64) == 0
                || (index == 0 && continues(order))
        ) revert IOrderEscrow.OrderRefused(index);
    }

    /// @dev Whether an order is a further part of the one before.
    function continues(uint256 order) internal pure returns (bool) {
        return (order >> 126) & 1 != 0;
    }

    /// @dev Words for `IFlexToken.settle`: what each party pays (a negative sign) or gets, and the other end of it.
    function words(bytes calldata batch, uint256[] memory amounts, bool pays, uint32 other)
        internal
        pure
        returns (bytes memory packed)
    {
        packed = new bytes(32 * (amounts.length + 1));
        uint256 sum;
        for (uint256 party; party < amounts.length; ++party) {
            _write(packed, party, wallet(batch, party), amounts[party], pays);
            sum += amounts[party];
        }
        _write(packed, amounts.length, other, sum, !pays);
    }

    function _write(bytes memory packed, uint256 index, uint32 number, uint256 amount, bool pays) private pure {
        int256 signed = pays ? -int256(amount) : int256(amount);
        uint256 word = (uint256(number) << 224) | uint128(int128(signed));
        assembly ("memory-safe") {
            mstore(add(add(packed, 32), shl(5, index)), word)
        }
    }
}
