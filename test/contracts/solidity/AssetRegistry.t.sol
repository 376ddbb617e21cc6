// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IAssetRegistry} from "../../../contracts/interfaces/IAssetRegistry.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {Bench} from "./Bench.sol";

contract AssetRegistryTest is Bench {
    function testFuzz_OnlyTheOwnersSignatureRegisters(uint256 key, uint32 unit, uint32 altered) external {
        key = bound(key, 1, 1e30);
        vm.assume(key != ADA_KEY && altered != 100);
        IAssetRegistry.Registration[] memory list = new IAssetRegistry.Registration[](1);
        list[0] = _terms(unit, ada, 0);
        bytes memory forged = _signRegistration(key, list[0]);
        vm.expectRevert(
            abi.encodeWithSelector(IAssetRegistry.NotSignedByOwner.selector, unit, vm.addr(key), ada)
        );
        registry.registerUnits(list, forged);
        bytes memory signature = _signRegistration(ADA_KEY, list[0]);
        list[0].upWhMax = altered;
        vm.expectPartialRevert(IAssetRegistry.NotSignedByOwner.selector);
        registry.registerUnits(list, signature);
        list[0].upWhMax = 100;
        vm.chainId(77);
        vm.expectPartialRevert(IAssetRegistry.NotSignedByOwner.selector);
        registry.registerUnits(list, signature);
        vm.chainId(31337);
        registry.registerUnits(list, signature);
        assertEq(registry.unitOf(unit).owner, ada, "owner");
        assertEq(registry.unitOfMeter(list[0].meters[0]), unit, "meter");
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.UnitAlreadyRegistered.selector, unit));
        registry.registerUnits(list, signature);
    }

    function testFuzz_NoStepLeavesTheLifeCycle(uint8[12] memory steps) external {
        _register(3, ADA_KEY);
        uint256 state = 1;
        uint256 resumed;
        for (uint256 i; i < steps.length; ++i) {
            uint256 to = _next(state, resumed, steps[i] % 9);
            (bool done,) = address(this).call(abi.encodeCall(this.take, (steps[i] % 9)));
            require(done == (to != 0), "the step");
            if (to == 5) resumed = state;
            if (to != 0) state = to;
            assertEq(uint256(registry.unitOf(3).state), state, "state");
            assertEq(registry.eligibleBits(0), state == 4 ? 8 : 0, "eligible");
            assertEq(registry.offeringOwner(3), state == 3 || state == 4 ? ada : address(0), "offering");
        }
    }

    /// @dev What a step leads to; zero where it is refused.
    function _next(uint256 state, uint256 resumed, uint256 step) private pure returns (uint256) {
        bool open = state >= 1 && state <= 3;
        if (step == 0) return state == 1 ? 2 : 0;
        if (step == 1) return open ? 6 : 0;
        if (step == 2) return state == 2 ? 3 : 0;
        if (step == 3) return state == 3 ? 4 : 0;
        if (step == 4) return state == 3 ? 6 : 0;
        if (step == 5) return state >= 2 && state <= 4 ? 5 : 0;
        if (step == 6) return state == 5 ? resumed : 0;
        if (step == 7) return state <= 5 ? 7 : 0;
        return state == 4 ? 8 : 0;
    }

    function take(uint256 step) external {
        if (step == 0) _prequalify(3, IAssetRegistry.Light.Yellow);
        if (step == 1) _prequalify(3, IAssetRegistry.Light.Red);
        if (step == 2) registry.qualify(_one(3));
        if (step == 3) _recordTest(3, true);
        if (step == 4) _recordTest(3, false);
        if (step == 5) {
            vm.prank(dso);
            registry.blockUnits(_one(3));
        }
        if (step == 6) {
            vm.prank(dso);
            registry.unblockUnits(_one(3));
        }
        if (step == 7) {
            vm.prank(ada);
            registry.withdraw(3);
        }
        if (step == 8) registry.declareDefault(3);
    }

    function test_AYellowLightLimitsTheCapability() external {
        _register(3, ADA_KEY);
        IAssetRegistry.Prequalification[] memory list = new IAssetRegistry.Prequalification[](1);
        list[0] = IAssetRegistry.Prequalification(3, IAssetRegistry.Light.Yellow, 101, 0);
        vm.prank(dso);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.LargerThanRegistered.selector, 3, 101, 100));
        registry.prequalify(list, "");
        (list[0].upWhMax, list[0].downWhMax) = (1, 201);
        vm.prank(dso);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.LargerThanRegistered.selector, 3, 201, 200));
        registry.prequalify(list, "");
        _prequalify(3, IAssetRegistry.Light.Yellow);
        assertEq(registry.unitOf(3).upWhMax, 50, "up");
        assertEq(registry.unitOf(3).downWhMax, 60, "down");
    }

    function test_ADsoMaySignItsPrequalification() external {
        _register(3, ADA_KEY);
        IAssetRegistry.Prequalification[] memory list = new IAssetRegistry.Prequalification[](1);
        list[0] = IAssetRegistry.Prequalification(3, IAssetRegistry.Light.Green, 0, 0);
        bytes32 typeHash = keccak256("Prequalifications(bytes32 results,uint256 nonce)");
        bytes32 hash = keccak256(abi.encode(typeHash, keccak256(abi.encode(list)), 0));
        bytes memory signature = _sign(DSO_KEY, address(registry), "AssetRegistry", hash);
        registry.prequalify(list, signature);
        vm.expectPartialRevert(bytes4(keccak256("AccessControlUnauthorizedAccount(address,bytes32)")));
        registry.prequalify(list, signature);
    }

    function test_RegistrationsAreRefusedThatMakeNoSense() external {
        IAssetRegistry.Registration[] memory list = new IAssetRegistry.Registration[](1);
        list[0] = _terms(3, ada, 0);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.SignaturesMalformed.selector, 64, 65));
        registry.registerUnits(list, new bytes(64));
        list[0].meters = new bytes32[](0);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.MetersMissing.selector, 3));
        registry.registerUnits(list, new bytes(65));
        list[0] = _terms(3, STRANGER, 0);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.OwnerNotAdmitted.selector, 3, STRANGER));
        registry.registerUnits(list, new bytes(65));
        list[0] = _terms(3, ada, 1);
        bytes memory signature = _signRegistration(ADA_KEY, list[0]);
        vm.expectRevert(abi.encodeWithSignature("InvalidAccountNonce(address,uint256)", ada, 0));
        registry.registerUnits(list, signature);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.UnitUnknown.selector, 3));
        registry.unitOf(3);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.UnitUnknown.selector, 0));
        registry.unitOfMeter("meter");
    }

    function test_AMeterBelongsToOneLiveUnit() external {
        _register(3, ADA_KEY);
        IAssetRegistry.Registration[] memory list = new IAssetRegistry.Registration[](1);
        list[0] = _terms(4, bob, 0);
        list[0].meters[0] = _terms(3, ada, 0).meters[0];
        bytes memory signature = _signRegistration(BOB_KEY, list[0]);
        vm.expectRevert(
            abi.encodeWithSelector(IAssetRegistry.MeterTaken.selector, list[0].meters[0], 3)
        );
        registry.registerUnits(list, signature);
        vm.prank(ada);
        registry.withdraw(3);
        registry.registerUnits(list, signature);
        assertEq(registry.unitCount(), 2, "units");
    }

    function test_QuestionsAndRejectionsHaveReasons() external {
        _register(3, ADA_KEY);
        bytes4 refused = IAssetRegistry.TransitionRefused.selector;
        vm.expectRevert(abi.encodeWithSelector(refused, 3, 1, 2));
        registry.requestInformation(3, "wiring");
        _prequalify(3, IAssetRegistry.Light.Green);
        registry.requestInformation(3, "wiring");
        registry.reject(3, "no answer");
        vm.prank(ada);
        vm.expectRevert(abi.encodeWithSelector(refused, 3, 6, 7));
        registry.withdraw(3);
        vm.prank(bob);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotTheOwner.selector, 3, bob));
        registry.withdraw(3);
    }

    function test_OnlyRolesAct() external {
        _register(3, ADA_KEY);
        bytes[] memory calls = new bytes[](6);
        calls[0] = abi.encodeCall(registry.registerUnits, (new IAssetRegistry.Registration[](0), ""));
        calls[1] = abi.encodeCall(registry.qualify, (_one(3)));
        calls[2] = abi.encodeCall(registry.recordTests, (new IAssetRegistry.TestResult[](0)));
        calls[3] = abi.encodeCall(registry.requestInformation, (3, ""));
        calls[4] = abi.encodeCall(registry.reject, (3, ""));
        calls[5] = abi.encodeCall(registry.declareDefault, (3));
        for (uint256 i; i < calls.length; ++i) {
            vm.prank(STRANGER);
            vm.expectRevert(_unauthorized(STRANGER, Roles.OPERATOR));
            (bool ok,) = address(registry).call(calls[i]);
            ok;
        }
        calls[0] = abi.encodeCall(registry.blockUnits, (_one(3)));
        calls[1] = abi.encodeCall(registry.unblockUnits, (_one(3)));
        calls[2] = abi.encodeCall(registry.prequalify, (new IAssetRegistry.Prequalification[](0), ""));
        for (uint256 i; i < 3; ++i) {
            vm.prank(STRANGER);
            vm.expectRevert(_unauthorized(STRANGER, Roles.DSO));
            (bool ok,) = address(registry).call(calls[i]);
            ok;
        }
    }
}
