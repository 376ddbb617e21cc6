// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {Roles} from "./libraries/Roles.sol";

contract AssetRegistry is IAssetRegistry, AccessControl, EIP712, Nonces {
    uint256 private constant SIGNATURE = 65;
    bytes32 private constant REGISTRATION = keccak256(
        "Registration(uint32 unit,address owner,uint32 area,uint32 bus,int32 latitudeE6,int32 longitudeE6,"
        "uint32 upWhMax,uint32 downWhMax,bytes32[] meters,uint256 nonce)"
    );
    bytes32 private constant PREQUALIFICATIONS = keccak256("Prequalifications(bytes32 results,uint256 nonce)");

    mapping(uint32 id => Unit unit) private _units;
    mapping(uint256 block256 => uint256 bits) private _eligible;
    /// @dev Unit plus one, so that zero means none.
    mapping(bytes32 meter => uint256 number) private _meters;
    uint256 private _unitCount;

    constructor(address admin) EIP712("AssetRegistry", "1") {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(Roles.OPERATOR, admin);
    }

    /// @inheritdoc IAssetRegistry
    function registerUnits(Registration[] calldata registrations, bytes calldata signatures)
        external
        onlyRole(Roles.OPERATOR)
    {
        uint256 expected = registrations.length * SIGNATURE;
        if (signatures.length != expected) revert SignaturesMalformed(signatures.length, expected);
        for (uint256 i; i < registrations.length; ++i) {
            _register(registrations[i], signatures[i * SIGNATURE:(i + 1) * SIGNATURE]);
        }
        _unitCount += registrations.length;
    }

    /// @inheritdoc IAssetRegistry
    function prequalify(Prequalification[] calldata results, bytes calldata signature) external {
        _checkRole(Roles.DSO, signature.length == 0 ? msg.sender : _signerOf(results, signature));
        uint32[] memory passed = new uint32[](results.length);
        uint32[] memory refused = new uint32[](results.length);
        uint256 count;
        for (uint256 i; i < results.length; ++i) {
            Prequalification calldata result = results[i];
            if (result.light == Light.Red) {
                _advance(result.unit, State.Rejected);
                refused[i - count] = result.unit;
            } else {
                _advance(result.unit, State.GridPrequalified);
                if (result.light == Light.Yellow) _limit(result);
                passed[count++] = result.unit;
            }
        }
        _emitAdvanced(State.GridPrequalified, passed, count);
        _emitAdvanced(State.Rejected, refused, results.length - count);
    }

    /// @inheritdoc IAssetRegistry
    function qualify(uint32[] calldata units) external onlyRole(Roles.OPERATOR) {
        _advanceAll(units, State.ProductQualified);
    }

    /// @inheritdoc IAssetRegistry
    function recordTests(TestResult[] calldata results) external onlyRole(Roles.OPERATOR) {
        uint32[] memory passed = new uint32[](results.length);
        uint256 count;
        for (uint256 i; i < results.length; ++i) {
            TestResult calldata result = results[i];
            // Both outcomes come after product qualification; a unit in another state was not tested.
            State from = _units[result.unit].state;
            if (from != State.ProductQualified) revert TransitionRefused(result.unit, from, State.Tested);
            if (result.received && result.inTime && result.sustained) {
                _advance(result.unit, State.Tested);
                passed[count++] = result.unit;
            } else {
                _advance(result.unit, State.Rejected);
                emit TestFailed(result.unit, result.received, result.inTime, result.sustained);
            }
        }
        _emitAdvanced(State.Tested, passed, count);
    }

    /// @inheritdoc IAssetRegistry
    function requestInformation(uint32 unit, bytes32 reason) external onlyRole(Roles.OPERATOR) {
        State from = _units[unit].state;
        if (from != State.GridPrequalified) revert TransitionRefused(unit, from, State.GridPrequalified);
        emit InformationRequested(unit, reason);
    }

    /// @inheritdoc IAssetRegistry
    function reject(uint32 unit, bytes32 reason) external onlyRole(Roles.OPERATOR) {
        _advance(unit, State.Rejected);
        emit UnitRejected(unit, reason);
    }

    /// @inheritdoc IAssetRegistry
    function blockUnits(uint32[] calldata units) external onlyRole(Roles.DSO) {
        _advanceAll(units, State.Blocked);
    }

    /// @inheritdoc IAssetRegistry
    function unblockUnits(uint32[] calldata units) external onlyRole(Roles.DSO) {
        for (uint256 i; i < units.length; ++i) {
            uint32 unit = units[i];
            Unit storage entry = _units[unit];
            State to = entry.resumed;
            if (entry.state != State.Blocked) revert TransitionRefused(unit, entry.state, to);
            (entry.state, entry.resumed) = (to, State.Unknown);
            if (to == State.Tested) _eligible[unit >> 8] |= 1 << (unit & 0xff);
            emit BlockLifted(unit, to);
        }
    }

    /// @inheritdoc IAssetRegistry
    function declareDefault(uint32 unit) external onlyRole(Roles.OPERATOR) {
        _advanceOne(unit, State.Defaulted);
    }

    /// @inheritdoc IAssetRegistry
    function withdraw(uint32 unit) external {
        if (_units[unit].owner != msg.sender) revert NotTheOwner(unit, msg.sender);
        _advanceOne(unit, State.Withdrawn);
    }

    /// @inheritdoc IAssetRegistry
    function eligibleBits(uint256 block256) external view returns (uint256) {
        return _eligible[block256];
    }

    /// @inheritdoc IAssetRegistry
    function offeringOwner(uint32 unit) external view returns (address) {
        Unit storage entry = _units[unit];
        State state = entry.state;
        return state == State.ProductQualified || state == State.Tested ? entry.owner : address(0);
    }

    /// @inheritdoc IAssetRegistry
    function unitOf(uint32 unit) external view returns (Unit memory) {
        if (_units[unit].state == State.Unknown) revert UnitUnknown(unit);
        return _units[unit];
    }

    /// @inheritdoc IAssetRegistry
    function unitOfMeter(bytes32 meter) external view returns (uint32) {
        uint256 number = _meters[meter];
        if (number == 0 || _isFinal(_units[uint32(number - 1)].state)) revert UnitUnknown(uint32(number));
        return uint32(number - 1);
    }

    /// @inheritdoc IAssetRegistry
    function unitCount() external view returns (uint256) {
        return _unitCount;
    }

    function _register(Registration calldata r, bytes calldata signature) private {
        if (_units[r.unit].state != State.Unknown) revert UnitAlreadyRegistered(r.unit);
        if (!hasRole(Roles.FSP, r.owner)) revert OwnerNotAdmitted(r.unit, r.owner);
        if (r.meters.length == 0) revert MetersMissing(r.unit);
        bytes32 metersHash = keccak256(abi.encodePacked(r.meters));
        address signer = ECDSA.recoverCalldata(_hashTypedDataV4(_structHash(r, metersHash)), signature);
        if (signer != r.owner) revert NotSignedByOwner(r.unit, signer, r.owner);
        _useCheckedNonce(r.owner, r.nonce);
        for (uint256 i; i < r.meters.length; ++i) {
            uint256 holder = _meters[r.meters[i]];
            if (holder != 0 && !_isFinal(_units[uint32(holder - 1)].state)) {
                revert MeterTaken(r.meters[i], uint32(holder - 1));
            }
            _meters[r.meters[i]] = uint256(r.unit) + 1;
        }
        _units[r.unit] = Unit({
            owner: r.owner,
            area: r.area,
            upWhMax: r.upWhMax,
            downWhMax: r.downWhMax,
            bus: r.bus,
            latitudeE6: r.latitudeE6,
            longitudeE6: r.longitudeE6,
            state: State.Registered,
            resumed: State.Unknown,
            metersHash: metersHash
        });
        emit UnitRegistered(
            r.unit, r.owner, r.area, r.bus, r.latitudeE6, r.longitudeE6, r.upWhMax, r.downWhMax, r.meters
        );
    }

    function _structHash(Registration calldata r, bytes32 metersHash) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                REGISTRATION,
                r.unit,
                r.owner,
                r.area,
                r.bus,
                r.latitudeE6,
                r.longitudeE6,
                r.upWhMax,
                r.downWhMax,
                metersHash,
                r.nonce
            )
        );
    }

    function _signerOf(Prequalification[] calldata results, bytes calldata signature) private returns (address signer) {
        // The counter is that of the contract itself, so that a DSO need not know who else has signed for it.
        uint256 nonce = _useNonce(address(this));
        bytes32 hash = keccak256(abi.encode(PREQUALIFICATIONS, keccak256(abi.encode(results)), nonce));
        return ECDSA.recoverCalldata(_hashTypedDataV4(hash), signature);
    }

    function _limit(Prequalification calldata result) private {
        Unit storage unit = _units[result.unit];
        if (result.upWhMax > unit.upWhMax) {
            revert LargerThanRegistered(result.unit, result.upWhMax, unit.upWhMax);
        }
        if (result.downWhMax > unit.downWhMax) {
            revert LargerThanRegistered(result.unit, result.downWhMax, unit.downWhMax);
        }
        (unit.upWhMax, unit.downWhMax) = (result.upWhMax, result.downWhMax);
        emit CapabilityLimited(result.unit, result.upWhMax, result.downWhMax);
    }

    function _advanceAll(uint32[] calldata units, State to) private {
        for (uint256 i; i < units.length; ++i) {
            _advance(units[i], to);
        }
        emit UnitsAdvanced(to, units);
    }

    function _advanceOne(uint32 unit, State to) private {
        uint32[] memory units = new uint32[](1);
        units[0] = unit;
        _advance(unit, to);
        emit UnitsAdvanced(to, units);
    }

    /// @dev Emits the first `count` of the units, where there are any.
    function _emitAdvanced(State to, uint32[] memory units, uint256 count) private {
        assembly ("memory-safe") {
            mstore(units, count)
        }
        if (count != 0) emit UnitsAdvanced(to, units);
    }

    /// @dev The only place where a unit changes its state, but for the end of a block.
    function _advance(uint32 unit, State to) private {
        Unit storage entry = _units[unit];
        State from = entry.state;
        if (!_isAllowed(from, to)) revert TransitionRefused(unit, from, to);
        if (to == State.Blocked) entry.resumed = from;
        entry.state = to;
        if (to == State.Tested) _eligible[unit >> 8] |= 1 << (unit & 0xff);
        else if (from == State.Tested) _eligible[unit >> 8] &= ~(1 << (unit & 0xff));
    }

    function _isAllowed(State from, State to) private pure returns (bool) {
        if (to == State.Withdrawn) return from != State.Unknown && !_isFinal(from);
        if (from == State.Registered) return to == State.GridPrequalified || to == State.Rejected;
        if (from == State.GridPrequalified) {
            return to == State.ProductQualified || to == State.Rejected || to == State.Blocked;
        }
        if (from == State.ProductQualified) {
            return to == State.Tested || to == State.Rejected || to == State.Blocked;
        }
        if (from == State.Tested) return to == State.Blocked || to == State.Defaulted;
        return false;
    }

    function _isFinal(State state) private pure returns (bool) {
        return state == State.Rejected || state == State.Withdrawn || state == State.Defaulted;
    }
}
