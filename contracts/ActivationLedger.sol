// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IActivationLedger} from "./interfaces/IActivationLedger.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {PackedBytes} from "./libraries/PackedBytes.sol";
import {Positions} from "./libraries/Positions.sol";
import {Roles} from "./libraries/Roles.sol";

/// @dev What stands on a unit, period and direction is a position, see `Positions`.
contract ActivationLedger is IActivationLedger, AccessControl, EIP712 {
    using PackedBytes for bytes;

    uint256 private constant RECORD = 12;
    uint256 private constant SIGNATURE = 65;
    uint256 private constant LOCK_MINUTES_MAX = 120;
    uint256 private constant CONFLICT_SHIFT = 30;

    uint256 private constant TSO_OPERATOR = 0;
    uint256 private constant DSO_NEEDS = 1 << uint256(Need.DsoCm);
    uint256 private constant TSO_NEEDS = (1 << uint256(Need.TsoCm)) | (1 << uint256(Need.Balancing));
    bytes32 private constant CLAIM_BATCH = keccak256("ClaimBatch(uint32 sequence,bytes claims)");

    /// @dev Eight positions: period modulo 4 in the upper bits of the lane number, direction in the lowest.
    struct Slot {
        uint256 positions;
    }

    /// @dev What all claims of a group share.
    struct Group {
        uint256 minute;
        uint256 period;
        uint256 need;
        uint256 operator;
    }

    /// @dev Eligibility of 256 neighbouring units, read once for all claims on them.
    struct Eligible {
        uint256 block256;
        uint256 bits;
    }

    IAssetRegistry private immutable _registry;
    uint32 private _marketMinute;
    uint32 private _sequence;
    mapping(uint256 unitAndFourPeriods => Slot slot) private _slots;
    mapping(uint256 position => Lock held) private _locks;
    /// @dev Operator plus one, so that zero means none.
    mapping(address account => uint256 number) private _operators;

    constructor(address admin, IAssetRegistry registry) EIP712("ActivationLedger", "1") {
        _registry = registry;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(Roles.OPERATOR, admin);
    }

    /// @inheritdoc IActivationLedger
    function appointOperator(uint8 operator, address account) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _operators[account] = uint256(operator) + 1;
        _grantRole(operator == TSO_OPERATOR ? Roles.TSO : Roles.DSO, account);
        emit OperatorAppointed(operator, account);
    }

    /// @inheritdoc IActivationLedger
    function claimBatch(bytes calldata claims, bytes calldata signatures) external returns (bytes memory grants) {
        uint256 operators = _signatories(claims, signatures);
        uint32 latest = _marketMinute;
        Eligible memory known = Eligible(type(uint256).max, 0);
        Group memory group;
        // Room for as many grants as there are records; headers leave some of it unused.
        grants = new bytes((claims.length / RECORD) * 4);
        uint256 count;
        for (uint256 offset; offset < claims.length;) {
            uint256 header = claims.wordAt(offset) >> 160;
            uint256 end = offset + RECORD * (uint256(uint16(header)) + 1);
            if (end > claims.length) revert BatchMalformed(claims.length);
            group.operator = uint8(header >> 16);
            group.need = uint8(header >> 24);
            group.period = uint32(header >> 32);
            group.minute = uint32(header >> 64);
            if ((operators >> group.operator) & 1 == 0) revert OperatorNotSigned(group.operator);
            uint256 allowed = group.operator == TSO_OPERATOR ? TSO_NEEDS : DSO_NEEDS;
            if ((allowed >> group.need) & 1 == 0) revert NeedNotAllowed(group.operator, group.need);
            if (group.minute < latest) revert MarketTimeWentBack(latest, uint32(group.minute));
            latest = uint32(group.minute);
            count = _decideGroup(group, claims[offset + RECORD:end], grants, count, known);
            offset = end;
        }
        assembly ("memory-safe") {
            mstore(grants, mul(count, 4))
        }
        _marketMinute = latest;
        ++_sequence;
        emit ClaimsDecided(msg.sender, claims, grants);
    }

    /// @inheritdoc IActivationLedger
    function lock(LockRequest calldata request) external returns (uint32 lockedWh) {
        uint8 operator = uint8(_operatorOf(msg.sender));
        _checkLock(request);
        _marketMinute = request.marketMinute;
        Slot storage slot = _slots[Positions.slotKey(request.unit, request.period)];
        uint256 positions = slot.positions;
        uint256 shift = Positions.shiftOf(request.period, request.direction);
        uint256 key = Positions.lockKey(request.unit, request.period, request.direction);
        uint256 position = uint32(positions >> shift);
        if (Positions.isLocked(position)) {
            Lock storage held = _locks[key];
            if (held.operator != operator && request.marketMinute < held.expiryMinute) {
                revert PositionLocked(request.unit, request.period, request.direction, held.operator);
            }
            position = _release(key, position);
        } else if (position == 0) {
            position = request.offeredWh | Positions.CLAIMED;
        }
        // Keys of the two directions differ in the lowest bit.
        if (!_isBlocked(key ^ 1, uint32(positions >> (shift ^ 32)), request.marketMinute)) {
            uint256 residual = position & Positions.ENERGY_MAX;
            lockedWh = uint32(request.quantityWh < residual ? request.quantityWh : residual);
        }
        if (lockedWh != 0) {
            _locks[key] = Lock(operator, request.expiryMinute, lockedWh);
            // At most the residual is taken from it.
            position = (position - lockedWh) ^ Positions.LOCKED;
        }
        slot.positions = Positions.put(positions, shift, position);
        emit QuantityLocked(
            operator, request.unit, request.period, request.direction, lockedWh, request.expiryMinute
        );
    }

    /// @inheritdoc IActivationLedger
    function unlock(uint32 unit, uint32 period, uint8 direction) external {
        uint8 operator = uint8(_operatorOf(msg.sender));
        if (direction > 1) revert DirectionUnknown(direction);
        uint256 shift = Positions.shiftOf(period, direction);
        uint256 key = Positions.lockKey(unit, period, direction);
        Slot storage slot = _slots[Positions.slotKey(unit, period)];
        uint256 position = uint32(slot.positions >> shift);
        if (!Positions.isLocked(position) || _locks[key].operator != operator) {
            revert LockNotHeld(unit, period, direction, operator);
        }
        slot.positions = Positions.put(slot.positions, shift, _release(key, position));
        emit LockReleased(operator, unit, period, direction);
    }

    /// @inheritdoc IActivationLedger
    function publishOffers(uint32 day, bytes calldata lists) external onlyRole(Roles.OPERATOR) {
        emit OffersPublished(day, lists);
    }

    /// @inheritdoc IActivationLedger
    function positionOf(uint32 unit, uint32 period, uint8 direction) external view returns (Position memory) {
        uint256 position = uint32(_slots[Positions.slotKey(unit, period)].positions >> Positions.shiftOf(period, direction & 1));
        bool locked = Positions.isLocked(position);
        return Position({
            claimed: locked || position & Positions.CLAIMED != 0,
            needs: uint8((position & Positions.NEEDS_MASK) >> Positions.NEEDS_SHIFT),
            residualWh: uint32((locked ? ~position : position) & Positions.ENERGY_MAX)
        });
    }

    /// @inheritdoc IActivationLedger
    function lockOf(uint32 unit, uint32 period, uint8 direction) external view returns (Lock memory) {
        return _locks[Positions.lockKey(unit, period, direction)];
    }

    /// @inheritdoc IActivationLedger
    function marketMinute() external view returns (uint32) {
        return _marketMinute;
    }

    /// @inheritdoc IActivationLedger
    function sequence() external view returns (uint32) {
        return _sequence;
    }

    /// @dev Decides the claims of one group, writes their grants from number `count` on, and returns the number after
    /// the last.
    function _decideGroup(
        Group memory group,
        bytes calldata claims,
        bytes memory grants,
        uint256 count,
        Eligible memory known
    ) private returns (uint256) {
        // Offsets and counts are bounded by the length of the calldata.
        unchecked {
            for (uint256 offset; offset < claims.length; offset += RECORD) {
                uint256 claim = claims.wordAt(offset) >> 160;
                uint256 unit = claim >> 64;
                if (unit >> 8 != known.block256) {
                    known.block256 = unit >> 8;
                    known.bits = _registry.eligibleBits(unit >> 8);
                }
                if ((known.bits >> (unit & 0xff)) & 1 == 0) revert UnitNotEligible(uint32(unit));
                uint256 grant = _decide(group, claim);
                assembly ("memory-safe") {
                    // The header has its own room in the array, so the grant lies inside. The other 28 bytes written
                    // are zeros; they fall on grants still to come, or on memory past the array that nobody uses.
                    mstore(add(add(grants, 32), shl(2, count)), shl(224, grant))
                }
                ++count;
            }
        }
        return count;
    }

    /// @dev Decides one claim (unit 32 bits, direction 1, requested 31, offered 32) and returns its packed grant.
    function _decide(Group memory group, uint256 claim) private returns (uint256 grant) {
        uint256 shift = Positions.shiftOf(group.period, (claim >> 63) & 1);
        Slot storage slot = _slots[Positions.slotKey(claim >> 64, group.period)];
        uint256 positions = slot.positions;
        uint256 requested = (claim >> 32) & 0x7fffffff;
        if (requested > Positions.ENERGY_MAX) revert EnergyTooLarge(uint32(claim >> 64), requested);
        (uint256 changed, bool locked) = _unlocked(group, claim, uint32(positions >> shift));
        // The opposite direction of the same period is the neighbouring lane.
        uint256 opposite = Positions.lockKey(claim >> 64, group.period, (~(claim >> 63)) & 1);
        if (_isBlocked(opposite, uint32(positions >> (shift ^ 32)), group.minute)) {
            grant = uint256(Conflict.Opposite) << CONFLICT_SHIFT;
        } else {
            uint256 residual = changed & Positions.ENERGY_MAX;
            grant = requested < residual ? requested : residual;
            if (grant != 0) {
                // At most the residual is taken from it, so nothing is borrowed from the needs.
                unchecked {
                    changed = (changed - grant) | (1 << (Positions.NEEDS_SHIFT + group.need));
                }
            }
            if (grant < requested) grant |= uint256(Conflict.Same) << CONFLICT_SHIFT;
        }
        if (locked) changed ^= Positions.LOCKED;
        uint256 position = uint32(positions >> shift);
        if (changed != position) slot.positions = positions ^ ((position ^ changed) << shift);
    }

    /// @dev The position as the operator of a claim finds it: fixed by the offer where nobody was there before, without
    /// a lock that has expired or is the operator's own. `locked` tells that somebody else's lock stays on it.
    function _unlocked(Group memory group, uint256 claim, uint256 position)
        private
        returns (uint256 changed, bool locked)
    {
        if (position == 0) {
            uint256 offered = uint32(claim);
            if (offered > Positions.ENERGY_MAX) revert EnergyTooLarge(uint32(claim >> 64), offered);
            return (offered | Positions.CLAIMED, false);
        }
        if (!Positions.isLocked(position)) return (position, false);
        uint256 key = Positions.lockKey(claim >> 64, group.period, (claim >> 63) & 1);
        Lock storage held = _locks[key];
        locked = held.operator != group.operator && group.minute < held.expiryMinute;
        changed = locked ? position ^ Positions.LOCKED : _release(key, position);
    }

    /// @dev Tells whether a position keeps the opposite direction from being granted: by a grant, or by a lock that
    /// has not expired, whoever holds it.
    function _isBlocked(uint256 lockKey, uint256 position, uint256 minute) private view returns (bool) {
        return position & Positions.NEEDS_MASK != 0 || (Positions.isLocked(position) && minute < _locks[lockKey].expiryMinute);
    }

    /// @dev Gives a locked quantity back and returns the position without lock.
    function _release(uint256 lockKey, uint256 position) private returns (uint256) {
        uint256 quantity = _locks[lockKey].quantityWh;
        delete _locks[lockKey];
        // Together they are at most what was on offer.
        return (position ^ Positions.LOCKED) + quantity;
    }

    function _checkLock(LockRequest calldata request) private view {
        (uint32 unit, uint32 minute, uint32 expiry) = (request.unit, request.marketMinute, request.expiryMinute);
        if (request.direction > 1) revert DirectionUnknown(request.direction);
        if (minute < _marketMinute) revert MarketTimeWentBack(_marketMinute, minute);
        if (expiry <= minute || expiry - minute > LOCK_MINUTES_MAX) {
            revert LockSpanRefused(minute, expiry, LOCK_MINUTES_MAX);
        }
        if (request.offeredWh > Positions.ENERGY_MAX) revert EnergyTooLarge(unit, request.offeredWh);
        if ((_registry.eligibleBits(unit >> 8) >> (unit & 0xff)) & 1 == 0) revert UnitNotEligible(unit);
    }

    /// @dev The operators that send or sign a batch, as bits.
    function _signatories(bytes calldata claims, bytes calldata signatures) private view returns (uint256 operators) {
        if (signatures.length % SIGNATURE != 0) revert SignaturesMalformed(signatures.length);
        if (signatures.length == 0) return 1 << _operatorOf(msg.sender);
        bytes32 hash = _hashTypedDataV4(keccak256(abi.encode(CLAIM_BATCH, _sequence, keccak256(claims))));
        for (uint256 offset; offset < signatures.length; offset += SIGNATURE) {
            operators |= 1 << _operatorOf(ECDSA.recoverCalldata(hash, signatures[offset:offset + SIGNATURE]));
        }
    }

    /// @dev An account without the role of its operator is none any more.
    function _operatorOf(address account) private view returns (uint256 operator) {
        uint256 number = _operators[account];
        if (number == 0) revert NotAnOperator(account);
        operator = number - 1;
        if (!hasRole(operator == TSO_OPERATOR ? Roles.TSO : Roles.DSO, account)) revert NotAnOperator(account);
    }
}
