// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title IActivationLedger
/// @notice Decides who gets the flexibility of a unit: whatever a system operator wants to activate, it claims here
/// first, so that the same kWh is never activated twice.
///
/// A unit has a residual quantity per period and direction. The first claim on it carries the quantity on offer and
/// so fixes the residual; later claims use what is left. A claim is granted the smaller of what it requests and the
/// residual; where that is less than requested the conflict is `Same`. Where the opposite direction of that unit and
/// period holds a grant, the claim is granted nothing and the conflict is `Opposite`.
///
/// @dev Claims come in batches of 12-byte records, big-endian: groups of
/// - a header: market minute uint32, period uint32, need uint8, number of claims uint24;
/// - that many claims: unit uint32, direction in the top bit (0 up, 1 down) over requested Wh uint31, offered Wh uint32.
/// Grants come back in the order of the claims, 4 bytes each: conflict in the top 2 bits, granted Wh in the other 30.
interface IActivationLedger {
    /// @notice What a system operator needs flexibility for: congestion management of the DSO or the TSO, balancing
    enum Need {
        DsoCm,
        TsoCm,
        Balancing
    }

    /// @notice Why a claim got less than it requested
    enum Conflict {
        None,
        Same,
        Opposite
    }

    /// @notice What stands in the ledger for a unit, period and direction; what was offered and granted claim by
    /// claim stands in the events
    /// @param claimed True from the first claim on
    /// @param needs Who holds grants: bit n is set for need n
    /// @param residualWh What may still be claimed, once `claimed`
    struct Position {
        bool claimed;
        uint8 needs;
        uint32 residualWh;
    }

    /// @notice Thrown when an operator claims for a need that is not its own
    error NeedNotAllowed(address caller, uint256 need);

    /// @notice Thrown when a batch does not consist of whole groups
    error BatchMalformed(uint256 length);

    /// @notice Thrown when a claim is older than one that was decided already
    error MarketTimeWentBack(uint32 decided, uint32 marketMinute);

    /// @notice Thrown when a claim names a unit that is not registered
    error UnitNotRegistered(uint32 unit);

    /// @notice Thrown when a quantity does not fit 28 bits
    error EnergyTooLarge(uint32 unit, uint256 energyWh);

    /// @notice Emitted after a batch was decided; the two together rebuild the whole ledger
    /// @param claims The batch as it came
    /// @param grants What was decided
    event ClaimsDecided(address indexed caller, bytes claims, bytes grants);

    /// @notice Emitted after lists were published
    /// @param lists As they came, see `publishOffers`
    event OffersPublished(uint32 indexed day, bytes lists);

    /// @notice Decides claims in the order given, all or none
    /// @param claims The batch, see above
    /// @return grants What was decided, see above
    function claimBatch(bytes calldata claims) external returns (bytes memory grants);

    /// @notice Publishes what stood on the merit order lists when operators looked at them, for whoever audits the
    /// market from its logs. Nothing on chain depends on it
    /// @param day Day of the run; a day may take several calls
    /// @param lists Lists, each a header of 10 bytes and its offers of 10 bytes, big-endian, cheapest first:
    /// - header: period uint32, list uint8 (the need it serves), gate uint8, operator uint16, number of offers uint16;
    /// - offer: unit uint24, direction in the top bit (0 up, 1 down) over quantity Wh uint31, price int24 µEUR/kWh.
    function publishOffers(uint32 day, bytes calldata lists) external;

    /// @notice What stands in the ledger
    /// @param direction 0 up, 1 down
    function positionOf(uint32 unit, uint32 period, uint8 direction) external view returns (Position memory);

    /// @notice Market time of the last decided claim, minutes since the start of the run
    function marketMinute() external view returns (uint32);
}
