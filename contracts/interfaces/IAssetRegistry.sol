// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title IAssetRegistry
/// @notice The units that may offer flexibility, an office building or an aggregator's pool on one feeder, and how far
/// each has come on its way into the market:
/// Registered, GridPrequalified, ProductQualified, Tested; from there offers are made and claimed. Rejected, Withdrawn
/// and Defaulted are final; a blocked unit goes on where it was once the block is lifted.
interface IAssetRegistry {
    /// @notice Where a unit stands
    enum State {
        Unknown,
        Registered,
        GridPrequalified,
        ProductQualified,
        Tested,
        Blocked,
        Rejected,
        Withdrawn,
        Defaulted
    }

    /// @notice What the grid bears: all of the capability, a part of it, nothing
    enum Light {
        Green,
        Yellow,
        Red
    }

    /// @notice What an owner signs to register a unit (EIP-712, in this order)
    /// @param unit Number of the unit
    /// @param owner The FSP that offers it and is paid; must hold the role FSP
    /// @param area Part of the grid it belongs to
    /// @param bus Index of the bus it is connected to, within the area
    /// @param latitudeE6 Millionths of a degree, north positive
    /// @param longitudeE6 Millionths of a degree, east positive
    /// @param upWhMax Most it can shift up within a period, Wh
    /// @param downWhMax Most it can shift down within a period, Wh
    /// @param meters Hashes of its meter identifiers (MIDs), at least one; a meter belongs to one live unit, and is named once
    /// @param nonce Signature counter of the owner, see `nonces`
    struct Registration {
        uint32 unit;
        address owner;
        uint32 area;
        uint32 bus;
        int32 latitudeE6;
        int32 longitudeE6;
        uint32 upWhMax;
        uint32 downWhMax;
        bytes32[] meters;
        uint256 nonce;
    }

    /// @notice A registered unit; meaning as in `Registration`
    /// @param state Where it stands
    /// @param resumed Where it stood when it was blocked, else Unknown
    /// @param metersHash keccak256 of the hashes of its meters, one after the other
    struct Unit {
        address owner;
        uint32 area;
        uint32 upWhMax;
        uint32 downWhMax;
        uint32 bus;
        int32 latitudeE6;
        int32 longitudeE6;
        State state;
        State resumed;
        bytes32 metersHash;
    }

    /// @notice Outcome of a grid prequalification
    /// @param upWhMax Largest safe quantity under a yellow light, Wh; not looked at under the others
    /// @param downWhMax The same downwards
    struct Prequalification {
        uint32 unit;
        Light light;
        uint32 upWhMax;
        uint32 downWhMax;
    }

    /// @notice Outcome of a pre-delivery test
    /// @param received The unit received the order and responded
    /// @param inTime It delivered by the response time
    /// @param sustained It held the delivery for the longest run of the product
    struct TestResult {
        uint32 unit;
        bool received;
        bool inTime;
        bool sustained;
    }

    /// @notice Thrown when a unit is registered twice
    error UnitAlreadyRegistered(uint32 unit);

    /// @notice Thrown when an owner does not hold the role FSP
    error OwnerNotAdmitted(uint32 unit, address owner);

    /// @notice Thrown when a registration is not signed by its owner
    error NotSignedByOwner(uint32 unit, address signer, address owner);

    /// @notice Thrown when there is not one signature of 65 bytes per registration
    error SignaturesMalformed(uint256 length, uint256 expected);

    /// @notice Thrown when a unit comes without a meter
    error MetersMissing(uint32 unit);

    /// @notice Thrown when a meter belongs to another live unit
    error MeterTaken(bytes32 meter, uint32 unit);

    /// @notice Thrown when a unit was never registered
    error UnitUnknown(uint32 unit);

    /// @notice Thrown when a unit may not go from one state to another
    error TransitionRefused(uint32 unit, State from, State to);

    /// @notice Thrown when a safe quantity exceeds what was registered
    error LargerThanRegistered(uint32 unit, uint256 safeWh, uint256 registeredWh);

    /// @notice Thrown when somebody acts for a unit who does not own it
    error NotTheOwner(uint32 unit, address caller);

    /// @notice Emitted after a unit was registered
    event UnitRegistered(
        uint32 indexed unit,
        address indexed owner,
        uint32 area,
        uint32 bus,
        int32 latitudeE6,
        int32 longitudeE6,
        uint32 upWhMax,
        uint32 downWhMax,
        bytes32[] meters
    );

    /// @notice Emitted after units went from one state to another
    event UnitsAdvanced(State indexed to, uint32[] units);

    /// @notice Emitted after a block was lifted
    /// @param to The state in which the unit goes on
    event BlockLifted(uint32 indexed unit, State to);

    /// @notice Emitted after the grid was checked under a yellow light
    event CapabilityLimited(uint32 indexed unit, uint32 upWhMax, uint32 downWhMax);

    /// @notice Emitted after a unit failed its test
    event TestFailed(uint32 indexed unit, bool received, bool inTime, bool sustained);

    /// @notice Emitted after the market operator asked the owner for more information
    event InformationRequested(uint32 indexed unit, bytes32 reason);

    /// @notice Emitted after the market operator rejected a unit
    event UnitRejected(uint32 indexed unit, bytes32 reason);

    /// @notice Registers units, all or none; by the market operator, with the owners' signatures
    /// @param signatures 65 bytes each (r, s, v), in the same order
    function registerUnits(Registration[] calldata registrations, bytes calldata signatures) external;

    /// @notice Records what the grid bears: green and yellow prequalify, red rejects. By a DSO, or with its signature
    /// over `Prequalifications(bytes32 results,uint256 nonce)`, where `results` is keccak256 of their ABI encoding
    /// @param signature 65 bytes, or empty where the caller is the DSO
    function prequalify(Prequalification[] calldata results, bytes calldata signature) external;

    /// @notice Approves units for a product; by the market operator
    function qualify(uint32[] calldata units) external;

    /// @notice Records pre-delivery tests: a unit that passes all three parts is tested, another is rejected; by the
    /// market operator
    function recordTests(TestResult[] calldata results) external;

    /// @notice Asks for more information before a unit is qualified; it stays where it is
    function requestInformation(uint32 unit, bytes32 reason) external;

    /// @notice Rejects a unit that is not tested yet; by the market operator
    function reject(uint32 unit, bytes32 reason) external;

    /// @notice Blocks units in a red state of the grid; by a DSO
    function blockUnits(uint32[] calldata units) external;

    /// @notice Lifts a block; by a DSO
    function unblockUnits(uint32[] calldata units) external;

    /// @notice Excludes a unit after repeated failure; by the market operator
    function declareDefault(uint32 unit) external;

    /// @notice Takes a unit out of the market; by its owner
    function withdraw(uint32 unit) external;

    /// @notice Which of 256 neighbouring units may be claimed, because they are tested and not blocked: bit n stands
    /// for unit 256 * `block256` + n
    function eligibleBits(uint256 block256) external view returns (uint256);

    /// @notice The owner of a unit that may be offered ahead, because it is product-qualified or tested; else zero
    function offeringOwner(uint32 unit) external view returns (address);

    /// @notice The description of a unit
    function unitOf(uint32 unit) external view returns (Unit memory);

    /// @notice The live unit that a meter belongs to; reverts where there is none
    function unitOfMeter(bytes32 meter) external view returns (uint32);

    /// @notice Units registered so far
    function unitCount() external view returns (uint256);
}
