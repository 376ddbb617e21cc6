// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {IFlexToken} from "./interfaces/IFlexToken.sol";
import {IOrderEscrow} from "./interfaces/IOrderEscrow.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {Delivery} from "./libraries/Delivery.sol";
import {OrderBatch} from "./libraries/OrderBatch.sol";
import {PackedBytes} from "./libraries/PackedBytes.sol";
import {Roles} from "./libraries/Roles.sol";

/// @dev The part of the settlement that keeps batches of orders. Money moves after everything is written.
abstract contract OrderEscrow is IOrderEscrow, AccessControl, Pausable, EIP712 {
    using OrderBatch for bytes;
    using PackedBytes for bytes;

    uint256 private constant SIGNATURE = 65;
    uint256 private constant VERIFIED = 4;
    uint256 private constant WH_MASK = (1 << 31) - 1;
    uint32 internal constant CHALLENGE_DAYS = 7;
    bytes32 private constant ORDER_BATCH = keccak256("OrderBatch(uint256 batch,bytes orders)");
    bytes32 private constant VERIFICATION_BATCH = keccak256("VerificationBatch(uint256 batch,bytes verified)");

    /// @dev What a batch is released with: to each party, and in all; and the parts so far of the order at hand.
    struct Release {
        uint256[] amounts;
        uint256 paid;
        uint256 penalty;
        uint256 orderedWh;
        uint256 verifiedWh;
        bool waived;
    }

    IFlexToken internal immutable _token;
    uint128 internal _obligations;
    uint128 private _batchCount;
    mapping(uint256 batch => bytes32 hash) private _batches;
    mapping(uint32 unit => mapping(uint16 season => uint256 count)) private _strikes;

    constructor(IFlexToken token) {
        _token = token;
    }

    /// @inheritdoc IOrderEscrow
    function escrowOrders(bytes calldata orders, bytes calldata signatures)
        external
        onlyRole(Roles.OPERATOR)
        whenNotPaused
        returns (uint256 batch)
    {
        batch = _batchCount++;
        OrderBatch.Head memory head = orders.readHead();
        uint256 operators = _signatories(batch, orders, head.parties, signatures);
        (uint256[] memory held, uint256 sum) = _held(orders, head, operators);
        _batches[batch] = keccak256(orders);
        _obligations += uint128(sum);
        emit OrdersEscrowed(batch, head.day, orders, sum);
        _token.settle(orders.words(held, true, _token.walletOf(address(this))));
    }

    /// @inheritdoc IOrderEscrow
    function releaseOrders(uint256 batch, bytes calldata orders, bytes calldata verified, bytes calldata signature)
        external
        onlyRole(Roles.OPERATOR)
        whenNotPaused
    {
        _checkMeter(keccak256(abi.encode(VERIFICATION_BATCH, batch, keccak256(verified))), signature);
        OrderBatch.Head memory head = _take(batch, orders);
        Release memory release = _released(orders, head, verified);
        emit OrdersReleased(batch, verified, release.paid, release.penalty);
        _giveBack(orders, release.amounts);
    }

    /// @inheritdoc IOrderEscrow
    function refundOrders(uint256 batch, bytes calldata orders) external whenNotPaused {
        OrderBatch.Head memory head = _take(batch, orders);
        uint32 lastDay = head.day + CHALLENGE_DAYS;
        if (_openDay() <= lastDay) revert VerificationPending(batch, lastDay);
        (uint256[] memory amounts, uint256 sum) = _held(orders, head, type(uint256).max);
        emit OrdersRefunded(batch, sum);
        _giveBack(orders, amounts);
    }

    /// @inheritdoc IOrderEscrow
    function batchCount() external view returns (uint256) {
        return _batchCount;
    }

    /// @inheritdoc IOrderEscrow
    function batchHash(uint256 batch) external view returns (bytes32) {
        return _batches[batch];
    }

    /// @inheritdoc IOrderEscrow
    function strikesOf(uint32 unit, uint16 season) external view returns (uint256) {
        return _strikes[unit][season];
    }

    function _checkMeter(bytes32 structHash, bytes calldata signature) internal view virtual;

    /// @dev The day that is closed next.
    function _openDay() internal view virtual returns (uint32);

    /// @dev What a verification comes to: a provider gets what it earned and the rest of its collateral, a payer the rest
    /// of the price and the penalty.
    function _released(bytes calldata orders, OrderBatch.Head memory head, bytes calldata verified)
        private
        returns (Release memory release)
    {
        if (verified.length != VERIFIED * head.count) revert OrdersMalformed(verified.length);
        release.amounts = new uint256[](head.parties);
        bool countsStrikes = head.rule.kind == ISettlement.PenaltyRule.Strike;
        for (uint256 i; i < head.count;) {
            uint256 order = orders.orderAt(head.start, i, head.parties);
            uint256 word = verified.wordAt(VERIFIED * i) >> 224;
            _settleOrder(head.rule, order, word, release);
            unchecked {
                ++i;
            }
            if (!countsStrikes) continue;
            if (!OrderBatch.continues(order)) (release.orderedWh, release.verifiedWh, release.waived) = (0, 0, false);
            release.orderedWh += uint32(order >> 64);
            release.verifiedWh += word & WH_MASK;
            release.waived = release.waived || word > WH_MASK;
            // An order is judged when its last part is known.
            if (i < head.count && OrderBatch.continues(orders.orderAt(head.start, i, head.parties))) continue;
            _judge(head, uint32(order >> 128), release);
        }
    }

    /// @dev Adds what an order comes to. Amounts of a batch have far less than 256 bits, and nothing is paid or charged
    /// beyond what is held, so sums and differences stay in range.
    function _settleOrder(Delivery.Rule memory rule, uint256 order, uint256 word, Release memory release) private pure {
        unchecked {
            (uint256 wh, uint256 verifiedWh) = (uint32(order >> 64), word & WH_MASK);
            if (verifiedWh > wh) verifiedWh = wh;
            uint256 paid = Delivery.paidFor(rule, uint32(order >> 32), wh, verifiedWh);
            uint256 penalty;
            uint256 rest;
            if (rule.kind == ISettlement.PenaltyRule.SingleSided) {
                rest = Delivery.up(uint32(order), wh);
                if (word <= WH_MASK) penalty = Delivery.up(uint32(order), wh - verifiedWh);
            }
            release.amounts[order >> 168] += Delivery.up(uint32(order >> 32), wh) - paid + penalty;
            release.amounts[(order >> 160) & 0xff] += rest + paid - penalty;
            release.paid += paid;
            release.penalty += penalty;
        }
    }

    /// @dev Counts a strike of a unit where less than the floor of a whole order was delivered.
    function _judge(OrderBatch.Head memory head, uint32 unit, Release memory release) private {
        if (release.waived || !Delivery.isBelow(release.orderedWh, release.verifiedWh, head.rule.first)) return;
        uint256 strikes = ++_strikes[unit][head.season];
        emit StrikeRecorded(unit, head.season, strikes, uint16(head.rule.second));
    }

    /// @dev Takes a batch out of escrow, before anything is paid for it.
    function _take(uint256 batch, bytes calldata orders) private returns (OrderBatch.Head memory) {
        bytes32 hash = _batches[batch];
        if (hash == 0 || hash != keccak256(orders)) revert BatchUnknown(batch);
        delete _batches[batch];
        return orders.readHead();
    }

    function _giveBack(bytes calldata orders, uint256[] memory amounts) private {
        uint256 sum;
        for (uint256 party; party < amounts.length; ++party) {
            sum += amounts[party];
        }
        _obligations -= uint128(sum);
        _token.settle(orders.words(amounts, false, _token.walletOf(address(this))));
    }

    /// @dev What is held for each party, and in all. `operators` tells as bits which parties may pay.
    function _held(bytes calldata orders, OrderBatch.Head memory head, uint256 operators)
        private
        pure
        returns (uint256[] memory held, uint256 sum)
    {
        held = new uint256[](head.parties);
        bool isCharged = head.rule.kind == ISettlement.PenaltyRule.SingleSided;
        // Amounts of a batch have far less than 256 bits.
        unchecked {
            for (uint256 i; i < head.count; ++i) {
                uint256 order = orders.orderAt(head.start, i, head.parties);
                uint256 payer = order >> 168;
                if ((operators >> payer) & 1 == 0) revert PayerNotAdmitted(orders.wallet(payer));
                uint256 amount = Delivery.up(uint32(order >> 32), uint32(order >> 64));
                held[payer] += amount;
                sum += amount;
                if (!isCharged) continue;
                amount = Delivery.up(uint32(order), uint32(order >> 64));
                held[(order >> 160) & 0xff] += amount;
                sum += amount;
            }
        }
    }

    /// @dev Checks that every party signed, and returns as bits which of them are system operators.
    function _signatories(uint256 batch, bytes calldata orders, uint256 parties, bytes calldata signatures)
        private
        view
        returns (uint256 operators)
    {
        if (signatures.length != parties * SIGNATURE) revert OrdersMalformed(signatures.length);
        bytes32 hash = _hashTypedDataV4(keccak256(abi.encode(ORDER_BATCH, batch, keccak256(orders))));
        for (uint256 party; party < parties; ++party) {
            uint32 wallet = orders.wallet(party);
            address account = _token.accountOf(wallet);
            uint256 start = party * SIGNATURE;
            address signer = ECDSA.recoverCalldata(hash, signatures[start:start + SIGNATURE]);
            if (signer != account) revert NotSignedByParty(wallet, signer);
            if (hasRole(Roles.DSO, account) || hasRole(Roles.TSO, account)) operators |= 1 << party;
        }
    }
}
