// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title IAssetRegistry
/// @notice The units that may offer flexibility: an office building, or an aggregator's pool on one feeder
interface IAssetRegistry {
    /// @notice A registered unit
    /// @param owner The FSP that offers it and is paid
    /// @param area Part of the grid it belongs to
    /// @param upWhMax Most it can shift up within a period, Wh
    /// @param downWhMax Most it can shift down within a period, Wh
    struct Unit {
        address owner;
        uint32 area;
        uint32 upWhMax;
        uint32 downWhMax;
    }

    /// @notice Thrown when a unit is registered twice
    error UnitAlreadyRegistered(uint32 unit);

    /// @notice Thrown when a unit has no owner
    error OwnerMissing(uint32 unit);

    /// @notice Thrown when there is not one description per unit
    error LengthsDiffer(uint256 ids, uint256 units);

    /// @notice Thrown when a unit was never registered
    error UnitUnknown(uint32 unit);

    /// @notice Emitted after a unit was registered
    event UnitRegistered(uint32 indexed unit, address indexed owner, uint32 area, uint32 upWhMax, uint32 downWhMax);

    /// @notice Registers units, all or none
    /// @param ids Their numbers
    /// @param units Their descriptions, in the same order
    function registerUnits(uint32[] calldata ids, Unit[] calldata units) external;

    /// @notice True where the unit was registered
    function isRegistered(uint32 unit) external view returns (bool);

    /// @notice Which of 256 neighbouring units are registered: bit n stands for unit 256 * `block256` + n
    function registeredBits(uint256 block256) external view returns (uint256);

    /// @notice The description of a unit
    function unitOf(uint32 unit) external view returns (Unit memory);

    /// @notice Units registered so far
    function unitCount() external view returns (uint256);
}
