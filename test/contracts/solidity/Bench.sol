// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ActivationLedger} from "../../../contracts/ActivationLedger.sol";
import {AssetRegistry} from "../../../contracts/AssetRegistry.sol";
import {FlexToken} from "../../../contracts/FlexToken.sol";
import {ReservationAuction} from "../../../contracts/ReservationAuction.sol";
import {Settlement} from "../../../contracts/Settlement.sol";
import {IAssetRegistry} from "../../../contracts/interfaces/IAssetRegistry.sol";
import {ISettlement} from "../../../contracts/interfaces/ISettlement.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";

/// @notice What the tests use of the test runner
interface Vm {
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function prank(address sender) external;
    function expectRevert(bytes calldata reason) external;
    function expectPartialRevert(bytes4 selector) external;
    function assume(bool condition) external;
    function chainId(uint256 id) external;
}

/// @notice All contracts, and everybody who acts on them; the test is administrator and market operator
abstract contract Bench {
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint256 internal constant TSO_KEY = 0x7501;
    uint256 internal constant DSO_KEY = 0xd501;
    uint256 internal constant METER_KEY = 0x3e7e;
    uint256 internal constant ADA_KEY = 0xada;
    uint256 internal constant BOB_KEY = 0xb0b;
    address internal tso = vm.addr(TSO_KEY);
    address internal dso = vm.addr(DSO_KEY);
    address internal ada = vm.addr(ADA_KEY);
    address internal bob = vm.addr(BOB_KEY);
    address internal constant STRANGER = address(0xbad);

    FlexToken internal token;
    AssetRegistry internal registry;
    ActivationLedger internal ledger;
    ReservationAuction internal auction;
    Settlement internal settlement;

    function setUp() public virtual {
        token = new FlexToken(address(this));
        registry = new AssetRegistry(address(this));
        ledger = new ActivationLedger(address(this), registry);
        auction = new ReservationAuction(address(this), registry);
        settlement = new Settlement(address(this), token);
        token.grantRole(Roles.SETTLEMENT, address(settlement));
        registry.grantRole(Roles.FSP, ada);
        registry.grantRole(Roles.FSP, bob);
        registry.grantRole(Roles.DSO, dso);
        auction.grantRole(Roles.FSP, ada);
        auction.grantRole(Roles.FSP, bob);
        auction.grantRole(Roles.TSO, tso);
        auction.grantRole(Roles.DSO, dso);
        settlement.grantRole(Roles.TSO, tso);
        settlement.grantRole(Roles.DSO, dso);
        settlement.grantRole(Roles.METER, vm.addr(METER_KEY));
        ledger.appointOperator(0, tso);
        ledger.appointOperator(1, dso);
    }

    function _terms(uint32 unit, address owner, uint256 nonce)
        internal
        pure
        returns (IAssetRegistry.Registration memory)
    {
        bytes32[] memory meters = new bytes32[](1);
        meters[0] = keccak256(abi.encode("meter", unit));
        return IAssetRegistry.Registration(unit, owner, 2, 5, 42_000_000, -24_000_000, 100, 200, meters, nonce);
    }

    function _register(uint32 unit, uint256 ownerKey) internal {
        IAssetRegistry.Registration[] memory list = new IAssetRegistry.Registration[](1);
        list[0] = _terms(unit, vm.addr(ownerKey), registry.nonces(vm.addr(ownerKey)));
        registry.registerUnits(list, _signRegistration(ownerKey, list[0]));
    }

    function _signRegistration(uint256 key, IAssetRegistry.Registration memory r) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256(
            "Registration(uint32 unit,address owner,uint32 area,uint32 bus,int32 latitudeE6,int32 longitudeE6,"
            "uint32 upWhMax,uint32 downWhMax,bytes32[] meters,uint256 nonce)"
        );
        bytes memory head = abi.encode(typeHash, r.unit, r.owner, r.area, r.bus, r.latitudeE6, r.longitudeE6);
        bytes memory tail = abi.encode(r.upWhMax, r.downWhMax, keccak256(abi.encodePacked(r.meters)), r.nonce);
        return _sign(key, address(registry), "AssetRegistry", keccak256(bytes.concat(head, tail)));
    }

    function _prequalify(uint32 unit, IAssetRegistry.Light light) internal {
        IAssetRegistry.Prequalification[] memory list = new IAssetRegistry.Prequalification[](1);
        list[0] = IAssetRegistry.Prequalification(unit, light, 50, 60);
        vm.prank(dso);
        registry.prequalify(list, "");
    }

    function _recordTest(uint32 unit, bool passed) internal {
        IAssetRegistry.TestResult[] memory list = new IAssetRegistry.TestResult[](1);
        list[0] = IAssetRegistry.TestResult(unit, true, passed, true);
        registry.recordTests(list);
    }

    /// @dev A unit that may be offered and claimed.
    function _admit(uint32 unit, uint256 ownerKey) internal {
        _register(unit, ownerKey);
        _prequalify(unit, IAssetRegistry.Light.Green);
        registry.qualify(_one(unit));
        _recordTest(unit, true);
    }

    function _one(uint32 unit) internal pure returns (uint32[] memory units) {
        units = new uint32[](1);
        units[0] = unit;
    }

    function _signDay(uint32 day, bytes32 root, bytes memory packed) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256("DaySettlement(uint32 day,bytes32 merkleRoot,bytes packed)");
        return _sign(
            METER_KEY, address(settlement), "Settlement", keccak256(abi.encode(typeHash, day, root, keccak256(packed)))
        );
    }

    function _signVerification(uint256 key, uint256 order, uint32 verifiedWh) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256("Verification(uint256 order,uint32 verifiedWh)");
        return _sign(key, address(settlement), "Settlement", keccak256(abi.encode(typeHash, order, verifiedWh)));
    }

    function _signCorrection(ISettlement.Entry memory e, uint128 amount) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256(
            "Correction(uint32 day,uint32 entry,uint32 from,uint32 to,uint32 kind,uint128 before,uint128 amountMicroEur)"
        );
        return _sign(
            METER_KEY,
            address(settlement),
            "Settlement",
            keccak256(abi.encode(typeHash, e.day, e.entry, e.from, e.to, e.kind, e.amountMicroEur, amount))
        );
    }

    function _signClaims(uint256 key, bytes memory claims) internal view returns (bytes memory) {
        bytes32 typeHash = keccak256("ClaimBatch(uint32 sequence,bytes claims)");
        return _sign(
            key,
            address(ledger),
            "ActivationLedger",
            keccak256(abi.encode(typeHash, ledger.sequence(), keccak256(claims)))
        );
    }

    function _sign(uint256 key, address target, string memory name, bytes32 structHash)
        internal
        view
        returns (bytes memory)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256("1"),
                block.chainid,
                target
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        return abi.encodePacked(r, s, v);
    }

    function assertEq(uint256 found, uint256 expected, string memory what) internal pure {
        require(found == expected, string.concat(what, ": found ", _text(found), ", expected ", _text(expected)));
    }

    function assertEq(address found, address expected, string memory what) internal pure {
        require(found == expected, what);
    }

    function bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        return least + value % (most - least + 1);
    }

    function _unauthorized(address account, bytes32 role) internal pure returns (bytes memory) {
        return abi.encodeWithSignature("AccessControlUnauthorizedAccount(address,bytes32)", account, role);
    }

    function _text(uint256 value) private pure returns (string memory text) {
        do {
            text = string.concat(string(abi.encodePacked(bytes1(uint8(48 + value % 10)))), text);
            value /= 10;
        } while (value != 0);
    }
}
