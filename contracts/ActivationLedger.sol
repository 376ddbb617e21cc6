// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IActivationLedger} from "./interfaces/IActivationLedger.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {PackedBytes} from "./libraries/PackedBytes.sol";
import {Roles} from "./libraries/Roles.sol";

/// @dev A position takes 32 bits: claimed 1, needs 3, residual 28. The needs tell that something was granted. Both
/// directions of four periods share a slot, because congestion lasts, and changing a slot is what costs most.
contract ActivationLedger is IActivationLedger, AccessControl {
    using PackedBytes for bytes;

    uint256 private constant RECORD = 12;
    uint256 private constant ENERGY_MAX = (1 << 28) - 1;
    uint256 private constant NEEDS_SHIFT = 28;
    uint256 private constant NEEDS_MASK = 7 << NEEDS_SHIFT;
    uint256 private constant CLAIMED = 1 << 31;
    uint256 private constant CONFLICT_SHIFT = 30;

    uint256 private constant DSO_NEEDS = 1 << uint256(Need.DsoCm);
    uint256 private constant TSO_NEEDS = (1 << uint256(Need.TsoCm)) | (1 << uint256(Need.Balancing));

    /// @dev Eight positions: period modulo 4 in the upper bits of the lane number, direction in the lowest.
    struct Slot {
        uint256 positions;
    }

    /// @dev Registration bits of 256 neighbouring units, read once for all claims on them.
    struct Registered {
        uint256 block256;
        uint256 bits;
    }

    IAssetRegistry private immutable _registry;
    uint32 private _marketMinute;
    mapping(uint256 unitAndFourPeriods => Slot slot) private _slots;

    constructor(address admin, IAssetRegistry registry) {
        _registry = registry;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(Roles.OPERATOR, admin);
    }

    /// @inheritdoc IActivationLedger
    function claimBatch(bytes calldata claims) external returns (bytes memory grants) {
        uint256 allowed = _allowedNeeds(msg.sender);
        uint32 latest = _marketMinute;
        Registered memory known = Registered(type(uint256).max, 0);
        // Room for as many grants as there are records; headers leave some of it unused.
        grants = new bytes((claims.length / RECORD) * 4);
        uint256 count;
        for (uint256 offset; offset < claims.length;) {
            uint256 header = claims.wordAt(offset) >> 160;
            uint256 end = offset + RECORD * (uint256(uint24(header)) + 1);
            if (end > claims.length) revert BatchMalformed(claims.length);
            uint256 need = (header >> 24) & 0xff;
            if (need > uint256(Need.Balancing) || (allowed >> need) & 1 == 0) revert NeedNotAllowed(msg.sender, need);
            uint32 minute = uint32(header >> 64);
            if (minute < latest) revert MarketTimeWentBack(latest, minute);
            latest = minute;
            header = (header & ~uint256(0xffffff)) | count;
            count = _decideGroup(header, claims[offset + RECORD:end], grants, known);
            offset = end;
        }
        assembly ("memory-safe") {
            mstore(grants, mul(count, 4))
        }
        _marketMinute = latest;
        emit ClaimsDecided(msg.sender, claims, grants);
    }

    /// @inheritdoc IActivationLedger
    function publishOffers(uint32 day, bytes calldata lists) external onlyRole(Roles.OPERATOR) {
        emit OffersPublished(day, lists);
    }

    /// @inheritdoc IActivationLedger
    function positionOf(uint32 unit, uint32 period, uint8 direction) external view returns (Position memory) {
        uint256 lane = ((period & 3) << 1) | (direction & 1);
        uint256 position = _slots[_key(unit, period)].positions >> (lane << 5);
        return Position({
            claimed: position & CLAIMED != 0,
            needs: uint8((position & NEEDS_MASK) >> NEEDS_SHIFT),
            residualWh: uint32(position & ENERGY_MAX)
        });
    }

    /// @inheritdoc IActivationLedger
    function marketMinute() external view returns (uint32) {
        return _marketMinute;
    }

    /// @dev Decides the claims of one group and writes their grants from number `header & 0xffffff` on; the rest of
    /// `header` is as it came. Returns the number after the last.
    function _decideGroup(uint256 header, bytes calldata group, bytes memory grants, Registered memory known)
        private
        returns (uint256 count)
    {
        uint256 period = uint32(header >> 32);
        uint256 needBit = 1 << (NEEDS_SHIFT + ((header >> 24) & 0xff));
        count = header & 0xffffff;
        // Offsets and counts are bounded by the length of the calldata.
        unchecked {
            for (uint256 offset; offset < group.length; offset += RECORD) {
                uint256 claim = group.wordAt(offset) >> 160;
                uint256 unit = claim >> 64;
                if (unit >> 8 != known.block256) {
                    known.block256 = unit >> 8;
                    known.bits = _registry.registeredBits(unit >> 8);
                }
                if ((known.bits >> (unit & 0xff)) & 1 == 0) revert UnitNotRegistered(uint32(unit));
                uint256 grant = _decide(period, needBit, claim);
                assembly ("memory-safe") {
                    // The header has its own room in the array, so the grant lies inside. The other 28 bytes written
                    // are zeros; they fall on grants still to come, or on memory past the array that nobody uses.
                    mstore(add(add(grants, 32), shl(2, count)), shl(224, grant))
                }
                ++count;
            }
        }
    }

    /// @dev Decides one claim (unit 32 bits, direction 1, requested 31, offered 32) and returns its packed grant.
    function _decide(uint256 period, uint256 needBit, uint256 claim) private returns (uint256 grant) {
        uint256 shift = ((period & 3) << 6) | ((claim >> 58) & 32);
        Slot storage slot = _slots[_key(claim >> 64, period)];
        uint256 positions = slot.positions;
        uint256 position = uint32(positions >> shift);
        uint256 requested = (claim >> 32) & 0x7fffffff;
        if (requested > ENERGY_MAX) revert EnergyTooLarge(uint32(claim >> 64), requested);

        uint256 changed = position;
        if (position == 0) {
            uint256 offered = uint32(claim);
            if (offered > ENERGY_MAX) revert EnergyTooLarge(uint32(claim >> 64), offered);
            changed = offered | CLAIMED;
        }
        // The opposite direction of the same period is the neighbouring lane.
        if ((positions >> (shift ^ 32)) & NEEDS_MASK != 0) {
            grant = uint256(Conflict.Opposite) << CONFLICT_SHIFT;
        } else {
            uint256 residual = changed & ENERGY_MAX;
            grant = requested < residual ? requested : residual;
            if (grant != 0) {
                // At most the residual is taken from it, so nothing is borrowed from the needs.
                unchecked {
                    changed = (changed - grant) | needBit;
                }
            }
            if (grant < requested) grant |= uint256(Conflict.Same) << CONFLICT_SHIFT;
        }
        if (changed != position) slot.positions = positions ^ ((position ^ changed) << shift);
    }

    function _allowedNeeds(address caller) private view returns (uint256 needs) {
        if (hasRole(Roles.OPERATOR, caller)) return DSO_NEEDS | TSO_NEEDS;
        if (hasRole(Roles.DSO, caller)) needs |= DSO_NEEDS;
        if (hasRole(Roles.TSO, caller)) needs |= TSO_NEEDS;
        if (needs == 0) revert AccessControlUnauthorizedAccount(caller, Roles.OPERATOR);
    }

    function _key(uint256 unit, uint256 period) private pure returns (uint256) {
        return (unit << 32) | (period >> 2);
    }
}
