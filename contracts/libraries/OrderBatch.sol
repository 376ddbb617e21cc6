// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {PackedBytes} from "./PackedBytes.sol";

/// @title OrderBatch
/// @notice Reads batches of orders; layout as in `IOrderEscrow`
library OrderBatch {
    using PackedBytes for bytes;

    uint256 private constant HEAD = 12;
    uint256 private constant PARTY = 4;
    uint256 private constant ORDER = 22;

    /// @dev What all orders of a batch share. `terms` is filled anew for each order.
    struct Head {
        uint32 day;
        uint16 season;
        uint256 parties;
        uint256 count;
        ISettlement.Terms terms;
    }

    /// @dev Who stands on both sides of an order, as positions among the parties; `continues` marks a further part of
    /// the order before.
    struct Order {
        uint256 payer;
        uint256 provider;
        uint32 unit;
        bool continues;
    }

    function readHead(bytes calldata batch) internal pure returns (Head memory head) {
        uint256 length = batch.length;
        uint256 word = batch.wordAt(0) >> 160;
        head.parties = uint8(word);
        uint256 start = HEAD + PARTY * head.parties;
        if (length <= start || (length - start) % ORDER != 0) revert IOrderEscrow.OrdersMalformed(length);
        uint256 rule = uint8(word >> 56);
        if (rule > uint256(type(ISettlement.PenaltyRule).max)) revert IOrderEscrow.OrdersMalformed(length);
        head.count = (length - start) / ORDER;
        head.season = uint16(word >> 8);
        head.day = uint32(word >> 64);
        head.terms.rule = ISettlement.PenaltyRule(rule);
        (head.terms.first, head.terms.second) = (uint16(word >> 40), uint16(word >> 24));
    }

    function wallet(bytes calldata batch, uint256 party) internal pure returns (uint32) {
        return uint32(batch.wordAt(HEAD + PARTY * party) >> 224);
    }

    /// @dev Reads an order; energy and prices go into the head's terms.
    function readOrder(bytes calldata batch, Head memory head, uint256 index)
        internal
        pure
        returns (Order memory order)
    {
        uint256 word = batch.wordAt(HEAD + PARTY * head.parties + ORDER * index) >> 80;
        (order.payer, order.provider) = (word >> 168, uint8(word >> 160));
        (order.unit, order.continues) = (uint32(word >> 128), (word >> 126) & 1 != 0);
        ISettlement.Terms memory terms = head.terms;
        (terms.orderedWh, terms.priceMicro, terms.penaltyMicro) = (uint32(word >> 64), uint32(word >> 32), uint32(word));
        if (
            order.payer >= head.parties || order.provider >= head.parties || order.payer == order.provider
                || terms.orderedWh == 0 || (index == 0 && order.continues)
        ) revert IOrderEscrow.OrderRefused(index);
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
