// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {Roles} from "./libraries/Roles.sol";

contract AssetRegistry is IAssetRegistry, AccessControl {
    mapping(uint32 id => Unit unit) private _units;
    mapping(uint256 block256 => uint256 bits) private _registered;
    uint256 private _unitCount;

    constructor(address admin) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(Roles.OPERATOR, admin);
    }

    /// @inheritdoc IAssetRegistry
    function registerUnits(uint32[] calldata ids, Unit[] calldata units) external onlyRole(Roles.OPERATOR) {
        if (ids.length != units.length) revert LengthsDiffer(ids.length, units.length);
        for (uint256 i; i < ids.length; ++i) {
            uint32 id = ids[i];
            Unit calldata unit = units[i];
            if (unit.owner == address(0)) revert OwnerMissing(id);
            if (isRegistered(id)) revert UnitAlreadyRegistered(id);
            _units[id] = unit;
            _registered[id >> 8] |= 1 << (id & 0xff);
            emit UnitRegistered(id, unit.owner, unit.area, unit.upWhMax, unit.downWhMax);
        }
        _unitCount += ids.length;
    }

    /// @inheritdoc IAssetRegistry
    function registeredBits(uint256 block256) external view returns (uint256) {
        return _registered[block256];
    }

    /// @inheritdoc IAssetRegistry
    function unitOf(uint32 unit) external view returns (Unit memory) {
        if (!isRegistered(unit)) revert UnitUnknown(unit);
        return _units[unit];
    }

    /// @inheritdoc IAssetRegistry
    function unitCount() external view returns (uint256) {
        return _unitCount;
    }

    /// @inheritdoc IAssetRegistry
    function isRegistered(uint32 unit) public view returns (bool) {
        return (_registered[unit >> 8] >> (unit & 0xff)) & 1 != 0;
    }
}
