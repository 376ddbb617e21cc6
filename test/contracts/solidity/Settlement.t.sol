// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {FlexToken} from "../../../contracts/FlexToken.sol";
import {Settlement} from "../../../contracts/Settlement.sol";
import {IFlexToken} from "../../../contracts/interfaces/IFlexToken.sol";
import {ISettlement} from "../../../contracts/interfaces/ISettlement.sol";
import {Delivery} from "../../../contracts/libraries/Delivery.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {Bench, Vm} from "./Bench.sol";

/// @notice Takes orders through every step, also through wrong ones
contract SettlementHandler is Bench {
    uint256 public orders;
    /// @dev What parties ended with, order by order, must be what they put in.
    uint256 public settledTwice;
    mapping(uint256 order => bool) private _done;

    constructor(FlexToken token_, Settlement settlement_) {
        (token, settlement) = (token_, settlement_);
    }

    function setUp() public override {}

    function place(uint32 orderedWh, uint32 price, uint32 penalty, uint8 rule, uint16 first, uint16 second) external {
        ISettlement.Terms memory terms = ISettlement.Terms({
            provider: ada,
            unit: 1,
            period: 2,
            direction: 0,
            orderedWh: orderedWh % 1e6 + 1,
            priceMicro: price % 1e6,
            penaltyMicro: penalty % 1e6,
            rule: ISettlement.PenaltyRule(rule % 3),
            first: first % 1100,
            second: second % 5000,
            acceptBy: type(uint32).max - 1,
            verifyBy: type(uint32).max
        });
        vm.prank(dso);
        settlement.placeOrder(terms);
        ++orders;
    }

    function accept(uint256 order) external {
        if (_state(order) != ISettlement.OrderState.Ordered) return;
        vm.prank(ada);
        settlement.acceptOrder(order % orders);
    }

    function decline(uint256 order) external {
        if (_state(order) != ISettlement.OrderState.Ordered) return;
        vm.prank(ada);
        settlement.declineOrder(order % orders);
    }

    function dispute(uint256 order) external {
        if (_state(order) != ISettlement.OrderState.Accepted) return;
        vm.prank(order % 2 == 0 ? ada : dso);
        settlement.disputeOrder(order % orders);
    }

    function waive(uint256 order) external {
        ISettlement.OrderState state = _state(order);
        if (state == ISettlement.OrderState.None || state > ISettlement.OrderState.Disputed) return;
        settlement.waivePenalty(order % orders);
    }

    function settle(uint256 order, uint32 verifiedWh) external {
        ISettlement.OrderState state = _state(order);
        if (orders == 0) return;
        order %= orders;
        verifiedWh %= 2e6;
        bytes memory signature = _signVerification(METER_KEY, order, verifiedWh);
        try settlement.settleOrder(order, verifiedWh, signature) {
            if (_done[order]) ++settledTwice;
            _done[order] = true;
        } catch {
            require(
                state != ISettlement.OrderState.Accepted && state != ISettlement.OrderState.Disputed, "refused to settle"
            );
        }
    }

    function _state(uint256 order) private view returns (ISettlement.OrderState) {
        return orders == 0 ? ISettlement.OrderState.None : settlement.orderOf(order % orders).state;
    }
}

contract SettlementTest is Bench {
    SettlementHandler private handler;
    uint256 private constant FUNDS = 1e15;

    function setUp() public override {
        super.setUp();
        handler = new SettlementHandler(token, settlement);
        settlement.grantRole(Roles.OPERATOR, address(handler));
        token.deposit(dso, FUNDS);
        token.deposit(ada, FUNDS);
        vm.prank(dso);
        token.approve(address(settlement), type(uint256).max);
        vm.prank(ada);
        token.approve(address(settlement), type(uint256).max);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_EscrowCoversObligationsAtAllTimes() external view {
        assertEq(token.balanceOf(address(settlement)), settlement.obligations(), "escrow");
    }

    function invariant_MoneyIsNeitherMadeNorLostAndNothingPaidTwice() external view {
        uint256 sum = token.balanceOf(dso) + token.balanceOf(ada) + token.balanceOf(address(settlement));
        assertEq(sum, 2 * FUNDS, "sum");
        assertEq(handler.settledTwice(), 0, "settled twice");
    }

    function _order(uint32 orderedWh, uint32 price, uint32 penalty) private returns (uint256 order) {
        vm.prank(dso);
        order = settlement.placeOrder(_orderTerms(orderedWh, price, penalty));
    }

    function _orderTerms(uint32 orderedWh, uint32 price, uint32 penalty) private view returns (ISettlement.Terms memory) {
        return ISettlement.Terms(
            ada, 1, 2, 0, orderedWh, price, penalty, ISettlement.PenaltyRule.SingleSided, 0, 0, 100, 200
        );
    }

    function _accepted(uint32 orderedWh, uint32 price, uint32 penalty) private returns (uint256 order) {
        order = _order(orderedWh, price, penalty);
        vm.prank(ada);
        settlement.acceptOrder(order);
    }

    function _state(uint256 order, ISettlement.OrderState state) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISettlement.WrongState.selector, order, state);
    }

    /// @dev Shapeshifter/USEF: baseline 10 MW, ordered 2 MW, price 7, penalty 11 per MW: loads of 7 to 11 MW earn
    /// 14, 14, -4, -22, and -22 instead of -33, because no more than the collateral is charged on chain.
    function test_TheVectorOfShapeshifter() external {
        int256[5] memory expected = [int256(14), 14, -4, -22, -22];
        for (uint32 load = 7; load <= 11; ++load) {
            uint256 before = token.balanceOf(ada);
            uint256 order = _accepted(2000, 7, 11);
            uint32 verified = load > 10 ? 0 : (10 - load) * 1000;
            settlement.settleOrder(order, verified, _signVerification(METER_KEY, order, verified));
            require(int256(token.balanceOf(ada)) - int256(before) == expected[load - 7], "vector");
        }
    }

    function testFuzz_WhatIsHeldIsSharedWithoutRest(
        uint32 orderedWh,
        uint32 price,
        uint32 penalty,
        uint32 verifiedWh,
        bool waived
    ) external {
        (orderedWh, price, penalty) = (orderedWh % 1e7 + 1, price % 1e7, penalty % 1e7);
        uint256 order = _accepted(orderedWh, price, penalty);
        if (waived) settlement.waivePenalty(order);
        settlement.settleOrder(order, verifiedWh, _signVerification(METER_KEY, order, verifiedWh));
        uint256 paidWh = verifiedWh < orderedWh ? verifiedWh : orderedWh;
        uint256 paid = uint256(price) * paidWh / 1000;
        uint256 charged = waived ? 0 : (uint256(penalty) * (orderedWh - paidWh) + 999) / 1000;
        assertEq(token.balanceOf(ada), FUNDS + paid - charged, "provider");
        assertEq(token.balanceOf(dso), FUNDS - paid + charged, "payer");
        assertEq(settlement.obligations(), 0, "obligations");
        vm.expectRevert(_state(order, ISettlement.OrderState.Settled));
        settlement.settleOrder(order, verifiedWh, _signVerification(METER_KEY, order, verifiedWh));
    }

    function testFuzz_PerformanceNeverPaysMoreThanTheEnergyNorGrowsWithLessOfIt(
        uint32 orderedWh,
        uint32 price,
        uint16 first,
        uint16 second,
        uint32 less,
        uint32 more,
        bool floor
    ) external pure {
        orderedWh = uint32(bound(orderedWh, 1, 1e7));
        price %= 1e7;
        more = uint32(bound(more, 0, orderedWh));
        less = uint32(bound(less, 0, more));
        ISettlement.PenaltyRule rule =
            floor ? ISettlement.PenaltyRule.ProportionalFloor : ISettlement.PenaltyRule.GraceSlope;
        ISettlement.Terms memory terms =
            ISettlement.Terms(address(1), 1, 2, 0, orderedWh, price, 9, rule, first, second, 1, 2);
        uint256 paidLess = Delivery.paid(terms, less);
        uint256 paidMore = Delivery.paid(terms, more);
        require(paidLess <= paidMore, "less pays more");
        require(paidMore <= uint256(price) * more / 1000, "more than the energy");
        assertEq(Delivery.paid(terms, orderedWh), uint256(price) * orderedWh / 1000, "full");
        assertEq(Delivery.penalty(terms, 0) + Delivery.collateral(terms), 0, "nothing is charged");
    }

    function test_TheRulesAtTheirEdges() external pure {
        ISettlement.PenaltyRule slope = ISettlement.PenaltyRule.GraceSlope;
        ISettlement.Terms memory grace = ISettlement.Terms(address(1), 1, 2, 0, 1000, 1000, 0, slope, 50, 3000, 1, 2);
        assertEq(Delivery.paid(grace, 950), 950, "within the grace");
        assertEq(Delivery.paid(grace, 850), 850 * 700 / 1000, "0.10 missing costs 0.30");
        assertEq(Delivery.paid(grace, 616), 0, "nothing left");
        grace.rule = ISettlement.PenaltyRule.ProportionalFloor;
        grace.first = 500;
        assertEq(Delivery.paid(grace, 500), 0, "at the floor");
        assertEq(Delivery.paid(grace, 750), 375, "half way");
        assertEq(Delivery.paid(grace, 5000), 1000, "never more than ordered");
    }

    function testFuzz_OnlyTheMeterOperatorVerifies(uint256 key, uint32 verifiedWh, uint32 claimedWh) external {
        uint256 order = _accepted(1000, 500, 100);
        key = bound(key, 1, 1e30);
        vm.assume(key != METER_KEY);
        bytes memory forged = _signVerification(key, order, verifiedWh);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.NotSignedByMeterOperator.selector, vm.addr(key)));
        settlement.settleOrder(order, verifiedWh, forged);
        vm.assume(verifiedWh != claimedWh);
        bytes memory other = _signVerification(METER_KEY, order, claimedWh);
        vm.expectPartialRevert(ISettlement.NotSignedByMeterOperator.selector);
        settlement.settleOrder(order, verifiedWh, other);
        assertEq(settlement.obligations(), 600, "still held");
    }

    function test_AVerificationIsForOneOrderAndOneChain() external {
        uint256 first = _accepted(1000, 500, 100);
        uint256 second = _accepted(1000, 500, 100);
        bytes memory signature = _signVerification(METER_KEY, first, 1000);
        vm.expectPartialRevert(ISettlement.NotSignedByMeterOperator.selector);
        settlement.settleOrder(second, 1000, signature);
        vm.chainId(1);
        vm.expectPartialRevert(ISettlement.NotSignedByMeterOperator.selector);
        settlement.settleOrder(first, 1000, signature);
        vm.chainId(31337);
        settlement.settleOrder(first, 1000, signature);
    }

    function test_AnOrderMayBeDeclinedOrExpire() external {
        uint256 declined = _order(1000, 500, 100);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.NotAParty.selector, declined, bob));
        settlement.declineOrder(declined);
        vm.prank(ada);
        settlement.declineOrder(declined);
        uint256 ignored = _order(1000, 500, 100);
        uint256 unverified = _accepted(1000, 500, 100);
        settlement.advanceMarketTime(100);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.TooEarly.selector, ignored, 100, 100));
        settlement.expireOrder(ignored);
        settlement.advanceMarketTime(101);
        settlement.expireOrder(ignored);
        vm.expectRevert(_state(ignored, ISettlement.OrderState.Cancelled));
        settlement.expireOrder(ignored);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.TooEarly.selector, unverified, 200, 101));
        settlement.expireOrder(unverified);
        settlement.advanceMarketTime(201);
        settlement.expireOrder(unverified);
        assertEq(token.balanceOf(dso) + token.balanceOf(ada), 2 * FUNDS, "everybody got theirs back");
        vm.expectRevert(abi.encodeWithSelector(ISettlement.MarketTimeWentBack.selector, 201, 200));
        settlement.advanceMarketTime(200);
    }

    function test_AnOrderIsAcceptedByItsProviderInTime() external {
        uint256 order = _order(1000, 500, 100);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.NotAParty.selector, order, address(this)));
        settlement.acceptOrder(order);
        settlement.advanceMarketTime(101);
        vm.prank(ada);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.TooLate.selector, order, 100, 101));
        settlement.acceptOrder(order);
        vm.prank(dso);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.TooLate.selector, 1, 100, 101));
        settlement.placeOrder(_orderTerms(1, 1, 1));
        vm.expectRevert(_state(7, ISettlement.OrderState.None));
        settlement.acceptOrder(7);
        vm.expectRevert(_state(order, ISettlement.OrderState.Ordered));
        settlement.settleOrder(order, 1, "");
        vm.expectRevert(_state(9, ISettlement.OrderState.None));
        settlement.waivePenalty(9);
    }

    function test_ADisputeFreezesTheEscrow() external {
        uint256 order = _accepted(1000, 500, 100);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.NotAParty.selector, order, address(this)));
        settlement.disputeOrder(order);
        vm.prank(ada);
        settlement.disputeOrder(order);
        bytes memory signature = _signVerification(METER_KEY, order, 1000);
        vm.prank(ada);
        vm.expectRevert(_unauthorized(ada, Roles.OPERATOR));
        settlement.settleOrder(order, 1000, signature);
        vm.expectRevert(_state(order, ISettlement.OrderState.Disputed));
        settlement.expireOrder(order);
        settlement.settleOrder(order, 1000, signature);
        assertEq(token.balanceOf(ada), FUNDS + 500, "paid");
    }

    function test_InsufficientEscrowIsRefused() external {
        vm.prank(dso);
        token.transfer(bob, FUNDS - 499);
        vm.prank(dso);
        vm.expectRevert(abi.encodeWithSignature("ERC20InsufficientBalance(address,uint256,uint256)", dso, 499, 500));
        settlement.placeOrder(_orderTerms(1000, 500, 0));
        assertEq(settlement.obligations(), 0, "nothing is owed");
    }

    function test_TermsThatMakeNoSenseAreRefused() external {
        ISettlement.Terms memory terms = _orderTerms(0, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.NotAnOperator.selector, address(this)));
        settlement.placeOrder(terms);
        vm.prank(dso);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.TermsRefused.selector, 0, 0, 100, 200));
        settlement.placeOrder(terms);
        (terms.orderedWh, terms.direction) = (1, 2);
        vm.prank(tso);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.TermsRefused.selector, 1, 2, 100, 200));
        settlement.placeOrder(terms);
        (terms.direction, terms.verifyBy) = (1, 100);
        vm.prank(tso);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.TermsRefused.selector, 1, 1, 100, 100));
        settlement.placeOrder(terms);
    }

    function test_ZeroAndMaximalAmountsFit() external {
        uint256 order = _accepted(1, 0, 0);
        settlement.settleOrder(order, type(uint32).max, _signVerification(METER_KEY, order, type(uint32).max));
        ISettlement.Terms memory terms = _orderTerms(type(uint32).max, type(uint32).max, 0);
        assertEq(Delivery.escrow(terms), 18_446_744_065_119_618, "escrow");
        assertEq(Delivery.paid(terms, type(uint32).max), 18_446_744_065_119_617, "rounded down");
    }

    function _wallets() private {
        address[] memory accounts = new address[](1);
        accounts[0] = bob;
        token.openWallets(accounts);
    }

    function _close(uint32 day, bytes32 root, bytes memory packed) private {
        settlement.settleDay(day, root, packed, _signDay(day, root, packed));
    }

    function test_DaysCloseInOrderSignedByTheMeterOperator() external {
        _wallets();
        bytes memory packed =
            abi.encodePacked(uint32(0), bytes12(0), -int128(7), uint32(2), bytes12(0), int128(7));
        vm.expectPartialRevert(ISettlement.NotSignedByMeterOperator.selector);
        settlement.settleDay(3, "root", packed, _signDay(4, "root", packed));
        _close(3, "root", packed);
        assertEq(token.balanceOf(bob), 7, "paid");
        bytes memory signature = _signDay(3, "root", packed);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.DayOutOfOrder.selector, 4, 3));
        settlement.settleDay(3, "root", packed, signature);
        signature = _signDay(5, "", "");
        vm.expectRevert(abi.encodeWithSelector(ISettlement.DayOutOfOrder.selector, 4, 5));
        settlement.settleDay(5, "", "", signature);
        assertEq(settlement.dayCount(), 1, "days");
        require(settlement.rootOf(3) == "root", "root");
        require(!settlement.verifyEntry(3, new bytes32[](0), "leaf"), "no entry");
        vm.expectRevert(abi.encodeWithSelector(ISettlement.DayUnknown.selector, 2));
        settlement.rootOf(2);
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER, Roles.OPERATOR));
        settlement.settleDay(4, "", "", "");
    }

    function testFuzz_AWrongEntryIsCorrectedOnceWithinItsWindow(uint32 before, uint32 right) external {
        _wallets();
        ISettlement.Entry memory entry = ISettlement.Entry(9, 300, 0, 1, 8, before);
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = keccak256("sibling");
        bytes32 leaf = settlement.entryLeaf(entry);
        bytes32 root =
            leaf < proof[0] ? keccak256(abi.encode(leaf, proof[0])) : keccak256(abi.encode(proof[0], leaf));
        _close(9, root, "");
        bytes memory signature = _signCorrection(entry, right);
        settlement.challenge(entry, proof, right, signature);
        // Wallet 0 is the DSO's, which pays, and 1 the provider's.
        assertEq(token.balanceOf(dso) + right, FUNDS + before, "payer");
        assertEq(token.balanceOf(ada) + before, FUNDS + right, "receiver");
        vm.expectRevert(abi.encodeWithSelector(ISettlement.EntryCorrectedBefore.selector, 9, 300));
        settlement.challenge(entry, proof, right, signature);
        ++entry.entry;
        vm.expectRevert(abi.encodeWithSelector(ISettlement.EntryUnproven.selector, 9, 301));
        settlement.challenge(entry, proof, right, signature);
    }

    /// @dev Gives escrow the third wallet, and returns what pays bob, of the fourth, out of it.
    function _outOfEscrow(uint64 amount) private returns (bytes memory) {
        if (token.walletCount() == 3) _wallets();
        int128 signed = int128(uint128(amount));
        return abi.encodePacked(uint32(2), bytes12(0), -signed, uint32(3), bytes12(0), signed);
    }

    function testFuzz_ADaysAmountsTakeNothingThatEscrowOwes(uint64 gift, uint64 taken) external {
        _accepted(1000, 500, 100);
        (gift, taken) = (gift % 1e12, taken % 2e12);
        vm.prank(dso);
        token.transfer(address(settlement), gift);
        bytes memory packed = _outOfEscrow(taken);
        bytes memory signature = _signDay(1, "", packed);
        if (taken > 600 + gift) vm.expectPartialRevert(bytes4(keccak256("ERC20InsufficientBalance(address,uint256,uint256)")));
        else if (taken > gift) vm.expectRevert(_uncovered(600 + gift - taken));
        settlement.settleDay(1, "", packed, signature);
        assertEq(token.balanceOf(bob), taken > gift ? 0 : taken, "what is not owed");
        require(token.balanceOf(address(settlement)) >= settlement.obligations(), "covered");
    }

    function test_ACorrectionTakesNothingThatEscrowOwes() external {
        _accepted(1000, 500, 100);
        _outOfEscrow(0);
        ISettlement.Entry memory entry = ISettlement.Entry(9, 0, 2, 3, 8, 5);
        _close(9, settlement.entryLeaf(entry), "");
        bytes32[] memory proof = new bytes32[](0);
        bytes memory signature = _signCorrection(entry, 6);
        vm.expectRevert(_uncovered(599));
        settlement.challenge(entry, proof, 6, signature);
        vm.prank(dso);
        token.transfer(address(settlement), 1);
        settlement.challenge(entry, proof, 6, signature);
        assertEq(token.balanceOf(bob), 1, "corrected");
    }

    function _uncovered(uint256 balance) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISettlement.EscrowUncovered.selector, balance, 600);
    }

    function test_CorrectionsEndWithTheWindowAndAtTheSizeOfAWallet() external {
        ISettlement.Entry memory entry = ISettlement.Entry(9, 0, 0, 1, 8, 5);
        _close(9, settlement.entryLeaf(entry), "");
        for (uint32 day = 10; day <= 16; ++day) _close(day, "", "");
        bytes32[] memory proof = new bytes32[](0);
        bytes memory signature = _signCorrection(entry, type(uint128).max);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.AmountTooLarge.selector, type(uint128).max - 5));
        settlement.challenge(entry, proof, type(uint128).max, signature);
        vm.expectPartialRevert(ISettlement.NotSignedByMeterOperator.selector);
        settlement.challenge(entry, proof, 6, signature);
        _close(17, "", "");
        assertEq(settlement.challengeDays(), 7, "window");
        vm.expectRevert(abi.encodeWithSelector(ISettlement.WindowClosed.selector, 9, 16));
        settlement.challenge(entry, proof, type(uint128).max, signature);
    }

    function test_APauseStopsMoney() external {
        uint256 order = _accepted(1000, 500, 100);
        settlement.pause();
        bytes4 paused = bytes4(keccak256("EnforcedPause()"));
        bytes memory signature = _signVerification(METER_KEY, order, 1000);
        vm.expectPartialRevert(paused);
        settlement.settleOrder(order, 1000, signature);
        vm.expectPartialRevert(paused);
        settlement.expireOrder(order);
        vm.prank(dso);
        vm.expectPartialRevert(paused);
        settlement.placeOrder(_orderTerms(1, 1, 1));
        settlement.unpause();
        settlement.settleOrder(order, 1000, signature);
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER, 0));
        settlement.pause();
    }

    function test_AReentrantTokenGainsNothing() external {
        GreedyToken greedy = new GreedyToken();
        settlement = new Settlement(address(this), IFlexToken(address(greedy)));
        settlement.grantRole(Roles.DSO, dso);
        settlement.grantRole(Roles.METER, vm.addr(METER_KEY));
        greedy.mint(dso, 1000);
        vm.prank(dso);
        greedy.approve(address(settlement), 1000);
        vm.prank(dso);
        uint256 order = settlement.placeOrder(_orderTerms(1000, 500, 0));
        vm.prank(dso);
        settlement.placeOrder(_orderTerms(1000, 500, 0));
        vm.prank(ada);
        settlement.acceptOrder(order);
        bytes memory signature = _signVerification(METER_KEY, order, 1000);
        greedy.attack(settlement, abi.encodeCall(settlement.settleOrder, (order, 1000, signature)));
        settlement.settleOrder(order, 1000, signature);
        assertEq(greedy.attempts(), 1, "it tried");
        assertEq(greedy.successes(), 0, "and failed");
        assertEq(greedy.balanceOf(ada), 500, "paid once");
        assertEq(greedy.balanceOf(address(settlement)), settlement.obligations(), "the other order is covered");
    }
}

/// @notice A token that calls back while it pays
contract GreedyToken is ERC20("Greedy", "GREED") {
    uint256 public attempts;
    uint256 public successes;
    Settlement private _target;
    bytes private _call;

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function attack(Settlement target, bytes calldata data) external {
        (_target, _call) = (target, data);
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (_call.length == 0 || from != address(_target) || attempts != 0) return;
        ++attempts;
        (bool success,) = address(_target).call(_call);
        if (success) ++successes;
    }
}
