// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ActivationLedger} from "../../../contracts/ActivationLedger.sol";
import {IActivationLedger} from "../../../contracts/interfaces/IActivationLedger.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {Bench, Vm} from "./Bench.sol";

/// @notice Claims, locks and releases on few positions, and remembers what was offered and granted
contract ClaimHandler is Bench {
    mapping(uint256 position => uint256) public offered;
    mapping(uint256 position => bool) public touched;
    mapping(uint256 position => uint256) public granted;
    uint32 private _minute;

    constructor(ActivationLedger ledger_) {
        ledger = ledger_;
    }

    function setUp() public override {}

    function position(uint32 period, uint8 direction) public pure returns (uint256) {
        return (uint256(period % 3) << 1) | (direction & 1);
    }

    function claim(bool asTso, uint32 period, uint8 direction, uint16 asked, uint16 onOffer, uint8 later) external {
        uint256 key = position(period, direction);
        _minute += later % 40;
        bytes memory batch = abi.encodePacked(
            _minute,
            period % 3,
            asTso ? uint8(2) : uint8(0),
            asTso ? uint8(0) : uint8(1),
            uint16(1),
            uint32(7),
            (uint32(direction & 1) << 31) | asked,
            uint32(onOffer)
        );
        _touch(key, onOffer);
        vm.prank(asTso ? tso : dso);
        bytes memory grants = ledger.claimBatch(batch, "");
        granted[key] += uint32(bytes4(grants)) & 0x3fffffff;
    }

    function lock(bool asTso, uint32 period, uint8 direction, uint16 quantity, uint16 onOffer, uint8 span) external {
        uint256 key = position(period, direction);
        IActivationLedger.LockRequest memory request = IActivationLedger.LockRequest(
            7, period % 3, direction & 1, onOffer, quantity, _minute, _minute + 1 + span % 120
        );
        vm.prank(asTso ? tso : dso);
        try ledger.lock(request) {
            _touch(key, onOffer);
        } catch (bytes memory reason) {
            require(bytes4(reason) == IActivationLedger.PositionLocked.selector, "another reason");
        }
    }

    function unlock(bool asTso, uint32 period, uint8 direction) external {
        vm.prank(asTso ? tso : dso);
        try ledger.unlock(7, period % 3, direction & 1) {} catch {}
    }

    function _touch(uint256 key, uint256 onOffer) private {
        if (touched[key]) return;
        (touched[key], offered[key]) = (true, onOffer);
    }
}

contract ActivationLedgerTest is Bench {
    ClaimHandler private handler;

    function setUp() public override {
        super.setUp();
        _admit(7, ADA_KEY);
        handler = new ClaimHandler(ledger);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_GrantedLockedAndResidualAreWhatWasOffered() external view {
        for (uint32 period; period < 3; ++period) {
            for (uint8 direction; direction < 2; ++direction) {
                uint256 key = handler.position(period, direction);
                IActivationLedger.Position memory found = ledger.positionOf(7, period, direction);
                uint256 locked = ledger.lockOf(7, period, direction).quantityWh;
                assertEq(handler.granted(key) + locked + found.residualWh, handler.offered(key), "sum");
                require(found.claimed == handler.touched(key), "claimed");
                require((found.needs != 0) == (handler.granted(key) != 0), "needs");
            }
        }
    }

    function invariant_NoUnitIsActivatedBothWays() external view {
        for (uint32 period; period < 3; ++period) {
            uint256 key = handler.position(period, 0);
            require(handler.granted(key) == 0 || handler.granted(key | 1) == 0, "both ways");
        }
    }

    function _batch(uint32 minute, uint8 need, uint8 operator, uint8 direction, uint32 asked, uint32 onOffer)
        private
        pure
        returns (bytes memory)
    {
        uint32 lane = (uint32(direction) << 31) | asked;
        return abi.encodePacked(minute, uint32(4), need, operator, uint16(1), uint32(7), lane, onOffer);
    }

    function _claim(uint32 minute, bool asTso, uint8 direction, uint32 asked) private returns (uint256 wh, uint256 kind) {
        vm.prank(asTso ? tso : dso);
        bytes memory grants =
            ledger.claimBatch(_batch(minute, asTso ? 1 : 0, asTso ? 0 : 1, direction, asked, 100), "");
        uint256 grant = uint32(bytes4(grants));
        return (grant & 0x3fffffff, grant >> 30);
    }

    function _lock(bool asTso, uint8 direction, uint32 quantity, uint32 minute, uint32 expiry)
        private
        returns (uint32)
    {
        vm.prank(asTso ? tso : dso);
        return ledger.lock(IActivationLedger.LockRequest(7, 4, direction, 100, quantity, minute, expiry));
    }

    function _expect(uint256 wh, uint256 kind, uint256 foundWh, uint256 foundKind) private pure {
        assertEq(foundWh, wh, "granted");
        assertEq(foundKind, kind, "conflict");
    }

    function test_ALockHidesTheQuantityUntilItExpires() external {
        assertEq(_lock(false, 0, 70, 10, 20), 70, "locked");
        (uint256 wh, uint256 kind) = _claim(19, true, 0, 50);
        _expect(30, 1, wh, kind);
        (wh, kind) = _claim(19, true, 1, 50);
        _expect(0, 2, wh, kind);
        (wh, kind) = _claim(20, true, 0, 50);
        _expect(50, 0, wh, kind);
        assertEq(ledger.positionOf(7, 4, 0).residualWh, 20, "residual");
        assertEq(ledger.lockOf(7, 4, 0).quantityWh, 0, "no lock is left");
        assertEq(ledger.marketMinute(), 20, "minute");
    }

    function test_AnExpiredLockDoesNotBlockTheOppositeDirection() external {
        _lock(false, 0, 70, 10, 20);
        (uint256 wh, uint256 kind) = _claim(20, true, 1, 40);
        _expect(40, 0, wh, kind);
        assertEq(_lock(false, 0, 5, 20, 30), 0, "and now that one blocks");
    }

    function test_AClaimUsesTheOperatorsOwnLock() external {
        _lock(false, 0, 70, 10, 20);
        (uint256 wh, uint256 kind) = _claim(12, false, 0, 90);
        _expect(90, 0, wh, kind);
    }

    function test_ALockIsReplacedOrReleasedByItsHolderAlone() external {
        _lock(false, 0, 70, 10, 20);
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.PositionLocked.selector, 7, 4, 0, 1));
        _lock(true, 0, 10, 11, 20);
        assertEq(_lock(false, 0, 200, 11, 30), 100, "at most the residual");
        vm.prank(tso);
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.LockNotHeld.selector, 7, 4, 0, 0));
        ledger.unlock(7, 4, 0);
        vm.prank(dso);
        ledger.unlock(7, 4, 0);
        assertEq(ledger.positionOf(7, 4, 0).residualWh, 100, "residual");
        vm.prank(dso);
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.LockNotHeld.selector, 7, 4, 0, 1));
        ledger.unlock(7, 4, 0);
        _lock(false, 0, 10, 12, 20);
        assertEq(_lock(true, 0, 30, 20, 25), 30, "after it expired");
    }

    function test_LocksAreRefusedThatMakeNoSense() external {
        _lock(false, 0, 1, 10, 20);
        bytes4 span = IActivationLedger.LockSpanRefused.selector;
        vm.expectRevert(abi.encodeWithSelector(span, 10, 10, 120));
        _lock(false, 0, 1, 10, 10);
        vm.expectRevert(abi.encodeWithSelector(span, 10, 131, 120));
        _lock(false, 0, 1, 10, 131);
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.MarketTimeWentBack.selector, 10, 9));
        _lock(false, 0, 1, 9, 20);
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.DirectionUnknown.selector, 2));
        _lock(false, 2, 1, 10, 20);
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.DirectionUnknown.selector, 2));
        vm.prank(dso);
        ledger.unlock(7, 4, 2);
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.NotAnOperator.selector, address(this)));
        ledger.unlock(7, 4, 0);
        vm.prank(dso);
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.UnitNotEligible.selector, 8));
        ledger.lock(IActivationLedger.LockRequest(8, 4, 0, 1, 1, 10, 20));
        vm.prank(dso);
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.EnergyTooLarge.selector, 7, 1 << 28));
        ledger.lock(IActivationLedger.LockRequest(7, 4, 0, 1 << 28, 1, 10, 20));
    }

    function testFuzz_BatchesAreDecidedOnceWithTheirSignatures(uint256 key, bool wrongChain) external {
        key = bound(key, 1, 1e30);
        vm.assume(key != TSO_KEY && key != DSO_KEY);
        bytes memory batch = _batch(1, 0, 1, 0, 5, 10);
        bytes memory signature = _signClaims(key, batch);
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.NotAnOperator.selector, vm.addr(key)));
        ledger.claimBatch(batch, signature);
        if (wrongChain) vm.chainId(5);
        signature = _signClaims(DSO_KEY, batch);
        if (wrongChain) {
            vm.chainId(31337);
            vm.expectPartialRevert(IActivationLedger.NotAnOperator.selector);
            ledger.claimBatch(batch, signature);
            return;
        }
        ledger.claimBatch(batch, signature);
        vm.expectPartialRevert(IActivationLedger.NotAnOperator.selector);
        ledger.claimBatch(batch, signature);
        assertEq(ledger.sequence(), 1, "sequence");
    }

    function _refused(bytes memory batch, bytes memory reason) private {
        vm.prank(dso);
        vm.expectRevert(reason);
        ledger.claimBatch(batch, "");
    }

    function test_BatchesAreRefusedThatMakeNoSense() external {
        bytes memory batch = _batch(5, 0, 1, 0, 5, 10);
        _refused(new bytes(6), abi.encodeWithSelector(IActivationLedger.BatchMalformed.selector, 6));
        _refused(bytes.concat(batch, hex"00"), abi.encodeWithSelector(IActivationLedger.BatchMalformed.selector, 25));
        _refused(_batch(5, 1, 1, 0, 5, 10), abi.encodeWithSelector(IActivationLedger.NeedNotAllowed.selector, 1, 1));
        _refused(_batch(5, 1, 0, 0, 5, 10), abi.encodeWithSelector(IActivationLedger.OperatorNotSigned.selector, 0));
        bytes4 large = IActivationLedger.EnergyTooLarge.selector;
        _refused(_batch(5, 0, 1, 0, 1 << 28, 10), abi.encodeWithSelector(large, 7, 1 << 28));
        _refused(_batch(5, 0, 1, 0, 1, 1 << 28), abi.encodeWithSelector(large, 7, 1 << 28));
        vm.prank(dso);
        ledger.claimBatch(batch, "");
        _refused(
            _batch(4, 0, 1, 0, 5, 10), abi.encodeWithSelector(IActivationLedger.MarketTimeWentBack.selector, 5, 4)
        );
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.SignaturesMalformed.selector, 64));
        ledger.claimBatch(batch, new bytes(64));
        vm.prank(dso);
        registry.blockUnits(_one(7));
        _refused(batch, abi.encodeWithSelector(IActivationLedger.UnitNotEligible.selector, 7));
    }

    function test_OnlyRolesAct() external {
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER, 0));
        ledger.appointOperator(0, STRANGER);
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER, Roles.OPERATOR));
        ledger.publishOffers(0, "");
        ledger.publishOffers(0, "list");
        vm.expectRevert(abi.encodeWithSelector(IActivationLedger.NotAnOperator.selector, address(this)));
        ledger.claimBatch("", "");
        ledger.revokeRole(Roles.DSO, dso);
        _refused(
            _batch(5, 0, 1, 0, 5, 10), abi.encodeWithSelector(IActivationLedger.NotAnOperator.selector, dso)
        );
    }
}
