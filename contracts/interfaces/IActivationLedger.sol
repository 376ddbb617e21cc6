// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title IActivationLedger
/// @notice Decides who may activate what, so that no kWh is sold twice: the residual quantity of each unit, period of
/// 15 minutes and direction. The first claim on it carries the quantity on offer and so fixes the residual; later
/// claims use what is left. A claim is granted the smaller of what it requests and the residual; where that is less
/// than requested the conflict is `Same`. Where the opposite direction of that unit and period holds a grant, or a
/// lock that has not expired, the claim is granted nothing and the conflict is `Opposite`.
///
/// An operator may lock a quantity before it claims it. A lock hides the quantity from others until it is released,
/// used by a claim of the same operator, or expired in market time.
///
/// @dev Claims come in batches of 12-byte records, big-endian: groups of
/// - a header: market minute uint32, period uint32, need uint8, operator uint8, number of claims uint16;
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
    /// @param residualWh What may still be claimed, once `claimed`; what is locked is not part of it
    struct Position {
        bool claimed;
        uint8 needs;
        uint32 residualWh;
    }

    /// @notice A quantity that is held back for an operator
    /// @param expiryMinute Market minute from which on the lock counts for nothing
    /// @param quantityWh Wh; zero where there is no lock
    struct Lock {
        uint8 operator;
        uint32 expiryMinute;
        uint32 quantityWh;
    }

    /// @notice What an operator asks to be locked
    /// @param direction 0 up, 1 down
    /// @param offeredWh Quantity on offer, Wh; fixes the residual where nobody claimed or locked before
    /// @param quantityWh What to lock, Wh
    /// @param marketMinute Now, in market time
    /// @param expiryMinute Later than `marketMinute`, at most by 120 minutes
    struct LockRequest {
        uint32 unit;
        uint32 period;
        uint8 direction;
        uint32 offeredWh;
        uint32 quantityWh;
        uint32 marketMinute;
        uint32 expiryMinute;
    }

    /// @notice Thrown when an account acts for a system operator and is none
    error NotAnOperator(address account);

    /// @notice Thrown when a batch holds claims of an operator that did neither sign nor send it
    error OperatorNotSigned(uint256 operator);

    /// @notice Thrown when an operator claims for a need that is not its own
    error NeedNotAllowed(uint256 operator, uint256 need);

    /// @notice Thrown when signatures are not 65 bytes each
    error SignaturesMalformed(uint256 length);

    /// @notice Thrown when a batch does not consist of whole groups
    error BatchMalformed(uint256 length);

    /// @notice Thrown when a claim is older than one that was decided already
    error MarketTimeWentBack(uint32 decided, uint32 marketMinute);

    /// @notice Thrown when a claim names a unit that is not tested, or blocked
    error UnitNotEligible(uint32 unit);

    /// @notice Thrown when a quantity does not fit 28 bits
    error EnergyTooLarge(uint32 unit, uint256 energyWh);

    /// @notice Thrown when a direction is neither up (0) nor down (1)
    error DirectionUnknown(uint8 direction);

    /// @notice Thrown when a lock would expire before it begins, or last too long
    error LockSpanRefused(uint32 marketMinute, uint32 expiryMinute, uint256 minutesMax);

    /// @notice Thrown when a quantity is locked by somebody else
    error PositionLocked(uint32 unit, uint32 period, uint8 direction, uint8 operator);

    /// @notice Thrown when an operator releases a lock that it does not hold
    error LockNotHeld(uint32 unit, uint32 period, uint8 direction, uint8 operator);

    /// @notice Emitted after an account was appointed to act for an operator
    event OperatorAppointed(uint8 indexed operator, address indexed account);

    /// @notice Emitted after a batch was decided; the two together rebuild the whole ledger
    /// @param claims The batch as it came
    /// @param grants What was decided
    event ClaimsDecided(address indexed caller, bytes claims, bytes grants);

    /// @notice Emitted after lists were published
    /// @param lists As they came, see `publishOffers`
    event OffersPublished(uint32 indexed day, bytes lists);

    /// @notice Emitted after a lock was decided
    /// @param lockedWh What is locked, Wh; may be less than requested, and zero
    event QuantityLocked(
        uint8 indexed operator, uint32 indexed unit, uint32 period, uint8 direction, uint32 lockedWh, uint32 expiryMinute
    );

    /// @notice Emitted after an operator released its lock
    event LockReleased(uint8 indexed operator, uint32 indexed unit, uint32 period, uint8 direction);

    /// @notice Lets an account act for an operator, and grants it the role; by the administrator
    /// @param operator 0 the TSO, else the DSO of area `operator` - 1
    function appointOperator(uint8 operator, address account) external;

    /// @notice Decides claims in the order given, all or none. Each operator with claims in the batch sends it or
    /// signs it: EIP-712, `ClaimBatch(uint32 sequence,bytes claims)`. A batch that was decided moves the sequence on, so
    /// it is not decided again
    /// @param claims The batch, see above
    /// @param signatures 65 bytes each (r, s, v)
    /// @return grants What was decided, see above
    function claimBatch(bytes calldata claims, bytes calldata signatures) external returns (bytes memory grants);

    /// @notice Locks a quantity for the operator that calls; an earlier lock of its own is replaced
    /// @return lockedWh What was locked, Wh: at most the residual, and zero where the opposite direction is taken
    function lock(LockRequest calldata request) external returns (uint32 lockedWh);

    /// @notice Releases a lock of the operator that calls
    function unlock(uint32 unit, uint32 period, uint8 direction) external;

    /// @notice Publishes what stood on the merit order lists when operators looked at them, for whoever audits the
    /// market from its logs; by the market operator. Nothing on chain depends on it
    /// @param day Day of the run; a day may take several calls
    /// @param lists Lists, each a header of 10 bytes and its offers of 10 bytes, big-endian, cheapest first:
    /// - header: period uint32, list uint8 (the need it serves), gate uint8, operator uint16, number of offers uint16;
    /// - offer: unit uint24, direction in the top bit (0 up, 1 down) over quantity Wh uint31, price int24 µEUR/kWh.
    function publishOffers(uint32 day, bytes calldata lists) external;

    /// @notice What stands in the ledger
    /// @param direction 0 up, 1 down
    function positionOf(uint32 unit, uint32 period, uint8 direction) external view returns (Position memory);

    /// @notice The lock on a position; it may have expired
    function lockOf(uint32 unit, uint32 period, uint8 direction) external view returns (Lock memory);

    /// @notice Market time of the last decided claim or lock, minutes since the start of the run
    function marketMinute() external view returns (uint32);

    /// @notice Batches decided so far: what the next one is signed with
    function sequence() external view returns (uint32);
}
