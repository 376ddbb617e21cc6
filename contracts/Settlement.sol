// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IFlexToken} from "./interfaces/IFlexToken.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {OrderEscrow} from "./OrderEscrow.sol";
import {Delivery} from "./libraries/Delivery.sol";
import {Roles} from "./libraries/Roles.sol";

/// @dev Money moves after everything is written, so whoever is called in between finds nothing to take twice.
contract Settlement is ISettlement, OrderEscrow {
    using SafeERC20 for IFlexToken;

    bytes32 private constant DAY_SETTLEMENT = keccak256("DaySettlement(uint32 day,bytes32 merkleRoot,bytes packed)");
    bytes32 private constant VERIFICATION = keccak256("Verification(uint256 order,uint32 verifiedWh)");
    bytes32 private constant CORRECTION = keccak256(
        "Correction(uint32 day,uint32 entry,uint32 from,uint32 to,uint32 kind,uint128 before,uint128 amountMicroEur)"
    );

    uint32 private _nextDay;
    uint32 private _dayCount;
    uint32 private _marketMinute;
    mapping(uint32 day => bytes32 root) private _roots;
    mapping(uint256 dayAndBlock256 => uint256 bits) private _corrected;
    mapping(uint256 order => Order) private _orders;
    uint256 private _orderCount;

    constructor(address admin, IFlexToken token) EIP712("Settlement", "1") OrderEscrow(token) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(Roles.OPERATOR, admin);
    }

    /// @inheritdoc ISettlement
    function settleDay(uint32 day, bytes32 merkleRoot, bytes calldata packed, bytes calldata signature)
        external
        onlyRole(Roles.OPERATOR)
        whenNotPaused
    {
        _checkMeter(keccak256(abi.encode(DAY_SETTLEMENT, day, merkleRoot, keccak256(packed))), signature);
        if (_dayCount != 0 && day != _nextDay) revert DayOutOfOrder(_nextDay, day);
        _nextDay = day + 1;
        ++_dayCount;
        _roots[day] = merkleRoot;
        if (packed.length != 0) _settle(packed);
        emit DaySettled(day, merkleRoot, packed.length / 32);
    }

    /// @inheritdoc ISettlement
    function challenge(
        Entry calldata entry,
        bytes32[] calldata proof,
        uint128 amountMicroEur,
        bytes calldata signature
    ) external whenNotPaused {
        (uint32 day, uint32 number, uint128 before) = (entry.day, entry.entry, entry.amountMicroEur);
        if (!MerkleProof.verifyCalldata(proof, rootOf(day), entryLeaf(entry))) revert EntryUnproven(day, number);
        if (_nextDay - 1 - day > CHALLENGE_DAYS) revert WindowClosed(day, day + CHALLENGE_DAYS);
        _checkMeter(
            keccak256(abi.encode(CORRECTION, day, number, entry.from, entry.to, entry.kind, before, amountMicroEur)),
            signature
        );
        uint256 key = (uint256(day) << 32) | (number >> 8);
        uint256 bit = 1 << (number & 0xff);
        if (_corrected[key] & bit != 0) revert EntryCorrectedBefore(day, number);
        _corrected[key] |= bit;
        emit EntryCorrected(day, number, before, amountMicroEur);
        if (amountMicroEur > before) _pay(entry.from, entry.to, amountMicroEur - before);
        else if (amountMicroEur < before) _pay(entry.to, entry.from, before - amountMicroEur);
    }

    /// @inheritdoc ISettlement
    function advanceMarketTime(uint32 marketMinute) external onlyRole(Roles.OPERATOR) {
        if (marketMinute < _marketMinute) revert MarketTimeWentBack(_marketMinute, marketMinute);
        _marketMinute = marketMinute;
        emit MarketTimeAdvanced(marketMinute);
    }

    /// @inheritdoc ISettlement
    function placeOrder(Terms calldata terms) external whenNotPaused returns (uint256 order) {
        if (!hasRole(Roles.DSO, msg.sender) && !hasRole(Roles.TSO, msg.sender)) revert NotAnOperator(msg.sender);
        if (terms.orderedWh == 0 || terms.direction > 1 || terms.verifyBy <= terms.acceptBy) {
            revert TermsRefused(terms.orderedWh, terms.direction, terms.acceptBy, terms.verifyBy);
        }
        order = _orderCount++;
        if (terms.acceptBy < _marketMinute) revert TooLate(order, terms.acceptBy, _marketMinute);
        uint64 escrow = Delivery.escrow(terms);
        Order storage entry = _orders[order];
        (entry.terms, entry.payer, entry.state, entry.escrow) = (terms, msg.sender, OrderState.Ordered, escrow);
        _obligations += escrow;
        emit EscrowPaid(order, msg.sender, terms.provider, terms, escrow);
        _token.safeTransferFrom(msg.sender, address(this), escrow);
    }

    /// @inheritdoc ISettlement
    function acceptOrder(uint256 order) external whenNotPaused {
        Order storage entry = _inState(order, OrderState.Ordered);
        if (entry.terms.provider != msg.sender) revert NotAParty(order, msg.sender);
        if (_marketMinute > entry.terms.acceptBy) revert TooLate(order, entry.terms.acceptBy, _marketMinute);
        uint64 collateral = Delivery.collateral(entry.terms);
        (entry.state, entry.collateral) = (OrderState.Accepted, collateral);
        _obligations += collateral;
        emit OrderAccepted(order, collateral);
        _token.safeTransferFrom(msg.sender, address(this), collateral);
    }

    /// @inheritdoc ISettlement
    function declineOrder(uint256 order) external whenNotPaused {
        Order storage entry = _inState(order, OrderState.Ordered);
        if (entry.terms.provider != msg.sender) revert NotAParty(order, msg.sender);
        _cancel(order, entry);
    }

    /// @inheritdoc ISettlement
    function waivePenalty(uint256 order) external onlyRole(Roles.OPERATOR) {
        OrderState state = _orders[order].state;
        if (state == OrderState.None || state > OrderState.Disputed) revert WrongState(order, state);
        _orders[order].waived = true;
        emit PenaltyWaived(order);
    }

    /// @inheritdoc ISettlement
    function disputeOrder(uint256 order) external {
        Order storage entry = _inState(order, OrderState.Accepted);
        if (msg.sender != entry.payer && msg.sender != entry.terms.provider) revert NotAParty(order, msg.sender);
        entry.state = OrderState.Disputed;
        emit OrderDisputed(order, msg.sender);
    }

    /// @inheritdoc ISettlement
    function settleOrder(uint256 order, uint32 verifiedWh, bytes calldata signature) external whenNotPaused {
        Order storage entry = _orders[order];
        if (entry.state == OrderState.Disputed) _checkRole(Roles.OPERATOR);
        else if (entry.state != OrderState.Accepted) revert WrongState(order, entry.state);
        _checkMeter(keccak256(abi.encode(VERIFICATION, order, verifiedWh)), signature);
        uint64 paid = Delivery.paid(entry.terms, verifiedWh);
        uint64 penalty = entry.waived ? 0 : Delivery.penalty(entry.terms, verifiedWh);
        entry.state = OrderState.Settled;
        emit OrderSettled(order, verifiedWh, paid, penalty);
        _release(entry, paid, penalty);
    }

    /// @inheritdoc ISettlement
    function expireOrder(uint256 order) external whenNotPaused {
        Order storage entry = _orders[order];
        OrderState state = entry.state;
        if (state != OrderState.Ordered && state != OrderState.Accepted) revert WrongState(order, state);
        uint32 deadline = state == OrderState.Ordered ? entry.terms.acceptBy : entry.terms.verifyBy;
        if (_marketMinute <= deadline) revert TooEarly(order, deadline, _marketMinute);
        _cancel(order, entry);
    }

    /// @inheritdoc ISettlement
    function pause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _pause();
    }

    /// @inheritdoc ISettlement
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }

    /// @inheritdoc ISettlement
    function verifyEntry(uint32 day, bytes32[] calldata proof, bytes32 leaf) external view returns (bool) {
        return MerkleProof.verifyCalldata(proof, rootOf(day), leaf);
    }

    /// @inheritdoc ISettlement
    function dayCount() external view returns (uint32) {
        return _dayCount;
    }

    /// @inheritdoc ISettlement
    function orderOf(uint256 order) external view returns (Order memory) {
        return _orders[order];
    }

    /// @inheritdoc ISettlement
    function obligations() external view returns (uint256) {
        return _obligations;
    }

    /// @inheritdoc ISettlement
    function challengeDays() external pure returns (uint32) {
        return CHALLENGE_DAYS;
    }

    /// @inheritdoc ISettlement
    function rootOf(uint32 day) public view returns (bytes32) {
        // Closed days are the `_dayCount` ones before `_nextDay`.
        if (day >= _nextDay || _nextDay - day > _dayCount) revert DayUnknown(day);
        return _roots[day];
    }

    /// @inheritdoc ISettlement
    function entryLeaf(Entry calldata entry) public pure returns (bytes32) {
        return keccak256(
            abi.encodePacked(entry.day, entry.entry, entry.from, entry.to, entry.kind, entry.amountMicroEur)
        );
    }

    function _cancel(uint256 order, Order storage entry) private {
        entry.state = OrderState.Cancelled;
        emit OrderCancelled(order);
        _release(entry, 0, 0);
    }

    /// @dev Pays the provider `paid` and its collateral less the penalty, and the payer the rest of what is held.
    function _release(Order storage entry, uint256 paid, uint256 penalty) private {
        uint256 held = uint256(entry.escrow) + entry.collateral;
        uint256 toProvider = paid + entry.collateral - penalty;
        (entry.escrow, entry.collateral) = (0, 0);
        _obligations -= uint128(held);
        address payer = entry.payer;
        _token.safeTransfer(entry.terms.provider, toProvider);
        _token.safeTransfer(payer, held - toProvider);
    }

    /// @dev Moves an amount between two wallets, through the token's own batch.
    function _pay(uint32 from, uint32 to, uint128 amount) private {
        if (amount > type(uint64).max) revert AmountTooLarge(amount);
        int128 signed = int128(amount);
        _settle(abi.encodePacked(from, bytes12(0), -signed, to, bytes12(0), signed));
    }

    /// @dev Escrow is a wallet like any other, so what is signed for may name it: it may pay what it does not owe, but
    /// no more.
    function _settle(bytes memory words) private {
        _token.settle(words);
        uint256 balance = _token.balanceOf(address(this));
        if (balance < _obligations) revert EscrowUncovered(balance, _obligations);
    }

    function _openDay() internal view override returns (uint32) {
        return _nextDay;
    }

    function _checkMeter(bytes32 structHash, bytes calldata signature) internal view override {
        address signer = ECDSA.recoverCalldata(_hashTypedDataV4(structHash), signature);
        if (!hasRole(Roles.METER, signer)) revert NotSignedByMeterOperator(signer);
    }

    function _inState(uint256 order, OrderState state) private view returns (Order storage entry) {
        entry = _orders[order];
        if (entry.state != state) revert WrongState(order, entry.state);
    }
}
