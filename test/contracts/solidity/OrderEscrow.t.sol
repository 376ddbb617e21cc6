// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {FlexToken} from "../../../contracts/FlexToken.sol";
import {Settlement} from "../../../contracts/Settlement.sol";
import {IFlexToken} from "../../../contracts/interfaces/IFlexToken.sol";
import {IOrderEscrow} from "../../../contracts/interfaces/IOrderEscrow.sol";
import {ISettlement} from "../../../contracts/interfaces/ISettlement.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {Bench, Vm} from "./Bench.sol";

/// @notice Builds and signs batches. Wallets: 0 DSO, 1 TSO, 2 Ada, 3 Bob, 4 the settlement
abstract contract OrderBench is Bench {
    uint256 internal constant FUNDS = 1e15;
    uint32 internal constant DAY = 40;
    uint8 internal constant SINGLE_SIDED = 0;
    uint8 internal constant STRIKE = 3;

    function _head(uint8 rule, uint16 first, uint16 second) internal pure returns (bytes memory) {
        return abi.encodePacked(DAY, rule, first, second, uint16(7), uint8(4), uint32(0), uint32(1), uint32(2), uint32(3));
    }

    function _order(uint8 payer, uint8 provider, uint32 orderedWh, uint32 price, uint32 penalty)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(payer, provider, uint32(17), uint32(68), orderedWh, price, penalty);
    }

    function _keys() internal pure returns (uint256[4] memory) {
        return [DSO_KEY, TSO_KEY, ADA_KEY, BOB_KEY];
    }

    function _signOrders(uint256 batch, bytes memory orders) internal view returns (bytes memory signatures) {
        uint256[4] memory keys = _keys();
        for (uint256 i; i < keys.length; ++i) {
            signatures = bytes.concat(signatures, _signBatch(keys[i], batch, orders));
        }
    }

    function _signBatch(uint256 key, uint256 batch, bytes memory orders) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256("OrderBatch(uint256 batch,bytes orders)");
        return _sign(key, address(settlement), "Settlement", keccak256(abi.encode(typeHash, batch, keccak256(orders))));
    }

    function _signVerified(uint256 key, uint256 batch, bytes memory verified) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256("VerificationBatch(uint256 batch,bytes verified)");
        return
            _sign(key, address(settlement), "Settlement", keccak256(abi.encode(typeHash, batch, keccak256(verified))));
    }

    function _escrow(bytes memory orders) internal returns (uint256 batch) {
        return settlement.escrowOrders(orders, _signOrders(settlement.batchCount(), orders));
    }

    function _release(uint256 batch, bytes memory orders, bytes memory verified) internal {
        settlement.releaseOrders(batch, orders, verified, _signVerified(METER_KEY, batch, verified));
    }

    function _fund() internal {
        address[] memory accounts = new address[](5);
        (accounts[0], accounts[1], accounts[2], accounts[3]) = (dso, tso, ada, bob);
        accounts[4] = address(settlement);
        token.openWallets(accounts);
        for (uint256 i; i < 4; ++i) {
            token.deposit(accounts[i], FUNDS);
        }
    }

    function _closeDays(uint32 first, uint32 count) internal {
        for (uint32 day = first; day < first + count; ++day) {
            settlement.settleDay(day, bytes32(0), "", _signDay(day, bytes32(0), ""));
        }
    }
}

/// @notice Takes batches through every step; it holds the roles of the market operator
contract OrderHandler is OrderBench {
    bytes[] private _open;
    uint256[] private _numbers;
    uint256 public released;

    constructor(FlexToken token_, Settlement settlement_) {
        (token, settlement) = (token_, settlement_);
    }

    function setUp() public override {}

    function place(uint32 wh, uint32 price, uint32 penalty, uint8 rule, bool swaps) external {
        bytes memory head = _head(rule % 4, 600, 3);
        bytes memory one = _order(swaps ? 1 : 0, 2, wh % 1e7 + 1, price % 1e7, penalty % 1e7);
        bytes memory other = _order(0, swaps ? 2 : 3, wh % 1000 + 1, penalty % 1e7, price % 1e7);
        bytes memory orders = bytes.concat(head, one, other);
        _numbers.push(_escrow(orders));
        _open.push(orders);
    }

    function settle(uint256 which, uint32 first, uint32 second) external {
        if (_open.length == 0) return;
        which %= _open.length;
        _release(_numbers[which], _open[which], abi.encodePacked(first, second));
        ++released;
        (_open[which], _numbers[which]) = (_open[_open.length - 1], _numbers[_open.length - 1]);
        _open.pop();
        _numbers.pop();
    }
}

contract OrderEscrowTest is OrderBench {
    OrderHandler private handler;

    function setUp() public override {
        super.setUp();
        _fund();
        handler = new OrderHandler(token, settlement);
        settlement.grantRole(Roles.OPERATOR, address(handler));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_EscrowCoversObligationsOfBatches() external view {
        assertEq(token.balanceOf(address(settlement)), settlement.obligations(), "escrow");
        uint256 sum = token.balanceOf(dso) + token.balanceOf(tso) + token.balanceOf(ada) + token.balanceOf(bob);
        assertEq(sum + settlement.obligations(), 4 * FUNDS, "sum");
    }

    function testFuzz_ABatchIsSharedWithoutRest(
        uint32 orderedWh,
        uint32 price,
        uint32 penalty,
        uint32 verifiedWh,
        bool waived
    ) external {
        (orderedWh, price, penalty) = (orderedWh % 1e7 + 1, price % 1e7, penalty % 1e7);
        verifiedWh %= 1 << 31;
        bytes memory orders = bytes.concat(
            _head(SINGLE_SIDED, 0, 0), _order(0, 2, orderedWh, price, penalty), _order(1, 3, 500, 2000, 999)
        );
        uint256 batch = _escrow(orders);
        uint256 held = _up(price, orderedWh) + _up(penalty, orderedWh);
        assertEq(settlement.obligations(), held + 1000 + 500, "held");
        assertEq(token.balanceOf(dso), FUNDS - _up(price, orderedWh), "payer");
        _release(batch, orders, abi.encodePacked((waived ? uint32(1) << 31 : 0) | verifiedWh, uint32(400)));
        uint256 paidWh = verifiedWh < orderedWh ? verifiedWh : orderedWh;
        uint256 paid = uint256(price) * paidWh / 1000;
        uint256 charged = waived ? 0 : _up(penalty, orderedWh - paidWh);
        assertEq(token.balanceOf(ada), FUNDS + paid - charged, "provider");
        assertEq(token.balanceOf(dso), FUNDS - paid + charged, "payer after");
        // 400 of 500 Wh at 2,000; 100 Wh missing at 999, rounded up.
        assertEq(token.balanceOf(bob), FUNDS + 800 - 100, "the other provider");
        assertEq(settlement.obligations(), 0, "obligations");
        assertEq(uint256(settlement.batchHash(batch)), 0, "nothing is kept");
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.BatchUnknown.selector, batch));
        _release(batch, orders, abi.encodePacked(verifiedWh, uint32(400)));
    }

    function _up(uint256 price, uint256 energyWh) private pure returns (uint256) {
        return (price * energyWh + 999) / 1000;
    }

    function test_BatchesAreRefusedThatMakeNoSense() external {
        bytes memory head = _head(SINGLE_SIDED, 0, 0);
        bytes memory good = _order(0, 2, 500, 2000, 100);
        _refused(head, abi.encodeWithSelector(IOrderEscrow.OrdersMalformed.selector, 28));
        _refused(bytes.concat(head, good, hex"00"), abi.encodeWithSelector(IOrderEscrow.OrdersMalformed.selector, 51));
        _refused(
            bytes.concat(_head(4, 0, 0), good), abi.encodeWithSelector(IOrderEscrow.OrdersMalformed.selector, 50)
        );
        bytes[4] memory wrong =
            [_order(0, 2, 0, 1, 1), _order(4, 2, 1, 1, 1), _order(0, 4, 1, 1, 1), _order(0, 0, 1, 1, 1)];
        for (uint256 i; i < wrong.length; ++i) {
            _refused(bytes.concat(head, good, wrong[i]), abi.encodeWithSelector(IOrderEscrow.OrderRefused.selector, 1));
        }
        bytes memory part = abi.encodePacked(uint8(0), uint8(2), uint32(17), uint32(1 << 30), uint32(1), uint64(0));
        _refused(bytes.concat(head, part), abi.encodeWithSelector(IOrderEscrow.OrderRefused.selector, 0));
        _refused(
            bytes.concat(head, _order(3, 2, 1, 1, 1)),
            abi.encodeWithSelector(IOrderEscrow.PayerNotAdmitted.selector, 3)
        );
        assertEq(settlement.batchCount(), 0, "nothing was taken");
    }

    function _refused(bytes memory orders, bytes memory reason) private {
        bytes memory signatures = _signOrders(0, orders);
        vm.expectRevert(reason);
        settlement.escrowOrders(orders, signatures);
    }

    function test_EveryPartySignsForItselfAndForOneBatch() external {
        bytes memory orders = bytes.concat(_head(SINGLE_SIDED, 0, 0), _order(0, 2, 500, 2000, 100));
        bytes memory signatures = _signOrders(0, orders);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.OrdersMalformed.selector, 195));
        settlement.escrowOrders(orders, _cut(signatures, 195));
        bytes memory forged = bytes.concat(_cut(signatures, 195), _signBatch(ADA_KEY, 0, orders));
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.NotSignedByParty.selector, 3, ada));
        settlement.escrowOrders(orders, forged);
        vm.chainId(5);
        vm.expectPartialRevert(IOrderEscrow.NotSignedByParty.selector);
        settlement.escrowOrders(orders, signatures);
        vm.chainId(31337);
        settlement.escrowOrders(orders, signatures);
        // The same signatures again are for a batch that was taken.
        vm.expectPartialRevert(IOrderEscrow.NotSignedByParty.selector);
        settlement.escrowOrders(orders, signatures);
    }

    function _cut(bytes memory data, uint256 length) private pure returns (bytes memory part) {
        part = bytes.concat(data);
        assembly ("memory-safe") {
            mstore(part, length)
        }
    }

    function test_WhoCannotPayOrdersNothing() external {
        uint32 most = type(uint32).max;
        bytes memory orders = bytes.concat(_head(SINGLE_SIDED, 0, 0), _order(0, 2, most, most, 0));
        bytes memory signatures = _signOrders(0, orders);
        vm.expectPartialRevert(bytes4(keccak256("ERC20InsufficientBalance(address,uint256,uint256)")));
        settlement.escrowOrders(orders, signatures);
        assertEq(settlement.obligations(), 0, "obligations");
        token.deposit(dso, 2e16);
        settlement.escrowOrders(orders, signatures);
        assertEq(settlement.obligations(), (uint256(most) * most + 999) / 1000, "largest order");
    }

    function test_OnlyTheMarketOperatorActsAndNobodyDuringAPause() external {
        bytes memory orders = bytes.concat(_head(SINGLE_SIDED, 0, 0), _order(0, 2, 500, 2000, 100));
        bytes memory signatures = _signOrders(0, orders);
        bytes memory verified = abi.encodePacked(uint32(500));
        bytes memory signature = _signVerified(METER_KEY, 0, verified);
        vm.expectRevert(_unauthorized(STRANGER, Roles.OPERATOR));
        vm.prank(STRANGER);
        settlement.escrowOrders(orders, signatures);
        settlement.pause();
        bytes memory paused = abi.encodeWithSignature("EnforcedPause()");
        vm.expectRevert(paused);
        settlement.escrowOrders(orders, signatures);
        settlement.unpause();
        settlement.escrowOrders(orders, signatures);
        vm.expectRevert(_unauthorized(STRANGER, Roles.OPERATOR));
        vm.prank(STRANGER);
        settlement.releaseOrders(0, orders, verified, signature);
        settlement.pause();
        vm.expectRevert(paused);
        settlement.releaseOrders(0, orders, verified, signature);
        vm.expectRevert(paused);
        settlement.refundOrders(0, orders);
        settlement.unpause();
        settlement.releaseOrders(0, orders, verified, signature);
    }

    function test_OnlyTheMeterOperatorVerifies() external {
        bytes memory orders = bytes.concat(_head(SINGLE_SIDED, 0, 0), _order(0, 2, 500, 2000, 100));
        uint256 batch = _escrow(orders);
        bytes memory verified = abi.encodePacked(uint32(500));
        bytes memory forged = _signVerified(DSO_KEY, batch, verified);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.NotSignedByMeterOperator.selector, dso));
        settlement.releaseOrders(batch, orders, verified, forged);
        bytes memory other = bytes.concat(_head(SINGLE_SIDED, 0, 0), _order(0, 3, 500, 2000, 100));
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.BatchUnknown.selector, batch));
        _release(batch, other, verified);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.OrdersMalformed.selector, 3));
        _release(batch, orders, hex"000001");
        _release(batch, orders, verified);
        assertEq(token.balanceOf(ada), FUNDS + 1000, "paid");
    }

    function test_WhatNobodyVerifiesGoesBackAfterTheWindow() external {
        bytes memory orders = bytes.concat(_head(SINGLE_SIDED, 0, 0), _order(0, 2, 501, 2001, 103));
        uint256 batch = _escrow(orders);
        _closeDays(DAY, 7);
        bytes memory pending = abi.encodeWithSelector(IOrderEscrow.VerificationPending.selector, batch, DAY + 7);
        vm.expectRevert(pending);
        settlement.refundOrders(batch, orders);
        _closeDays(DAY + 7, 1);
        vm.prank(STRANGER);
        settlement.refundOrders(batch, orders);
        assertEq(token.balanceOf(dso) + token.balanceOf(ada), 2 * FUNDS, "refund");
        assertEq(settlement.obligations(), 0, "obligations");
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.BatchUnknown.selector, batch));
        settlement.refundOrders(batch, orders);
    }

    /// @dev The floor is 600 thousandths. Unit 17: an order of two parts, 599 of 1,000 Wh together; unit 18: exactly the
    /// floor; unit 19: nothing, but waived.
    function test_FailuresAreStrikesOfUnits() external {
        bytes memory parts = bytes.concat(
            abi.encodePacked(uint8(0), uint8(2), uint32(17), uint32(68), uint32(400), uint32(1000), uint32(0)),
            abi.encodePacked(uint8(1), uint8(2), uint32(17), (uint32(1) << 30) | 68, uint32(600), uint32(1000), uint32(0))
        );
        bytes memory whole = bytes.concat(
            abi.encodePacked(uint8(0), uint8(3), uint32(18), uint32(68), uint32(500), uint32(1000), uint32(0)),
            abi.encodePacked(uint8(0), uint8(3), uint32(19), uint32(68), uint32(500), uint32(1000), uint32(0))
        );
        bytes memory orders = bytes.concat(_head(STRIKE, 600, 3), parts, whole);
        bytes memory verified = abi.encodePacked(uint32(240), uint32(359), uint32(300), uint32(1) << 31);
        for (uint256 day = 1; day <= 2; ++day) {
            _release(_escrow(orders), orders, verified);
            assertEq(settlement.strikesOf(17, 7), day, "below the floor");
            assertEq(settlement.strikesOf(17, 8), 0, "another season");
            assertEq(settlement.strikesOf(18, 7), 0, "at the floor");
            assertEq(settlement.strikesOf(19, 7), 0, "waived");
        }
        // Each part is paid by its own share: 240 of 400 is the floor, 359 of 600 is below.
        assertEq(token.balanceOf(ada), FUNDS + 2 * 240, "parts");
        assertEq(token.balanceOf(bob), FUNDS + 2 * 300, "whole orders");
    }
}
