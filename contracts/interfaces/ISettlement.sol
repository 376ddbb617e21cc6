// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title ISettlement
/// @notice Pays for flexibility in two ways. Market days are closed in netted batches between wallets, which commit to
/// every entry by a Merkle root; the meter operator signs what they pay, and a wrong entry is corrected by proof for
/// some days. A single order may be settled by itself: the system operator pays into escrow when it orders, the
/// provider accepts with a collateral for the penalty, and the meter operator's verification releases both.
/// Amounts are µEUR, energies Wh, prices µEUR/kWh. What is paid out rounds down, what is charged or held rounds up.
///
/// Ordered goes to Accepted or Cancelled, Accepted to Settled, Disputed or Cancelled, Disputed to Settled.
interface ISettlement {
    /// @notice Where an order stands
    enum OrderState {
        None,
        Ordered,
        Accepted,
        Disputed,
        Settled,
        Cancelled
    }

    /// @notice What happens where less is delivered than was ordered.
    /// SingleSided pays the delivered energy and charges `penaltyMicro` for the missing energy.
    /// GraceSlope pays full within the grace (`first`, thousandths), then less by the slope (`second`, thousandths) per
    /// share missing. ProportionalFloor pays nothing at or below the floor (`first`, thousandths) and in proportion
    /// above it. Strike pays nothing below the floor (`first`, thousandths) and the delivered energy from it on; strikes
    /// are counted as `IOrderEscrow` says. The last three charge nothing
    enum PenaltyRule {
        SingleSided,
        GraceSlope,
        ProportionalFloor,
        Strike
    }

    /// @notice Terms of an order
    /// @param direction 0 up, 1 down
    /// @param priceMicro For each kWh delivered, at most what was ordered, µEUR/kWh
    /// @param penaltyMicro For each kWh missing under SingleSided, µEUR/kWh
    /// @param acceptBy Market minute until which the provider accepts
    /// @param verifyBy Market minute until which the order is verified
    struct Terms {
        address provider;
        uint32 unit;
        uint32 period;
        uint8 direction;
        uint32 orderedWh;
        uint32 priceMicro;
        uint32 penaltyMicro;
        PenaltyRule rule;
        uint16 first;
        uint16 second;
        uint32 acceptBy;
        uint32 verifyBy;
    }

    /// @notice An order and the money that is held for it
    /// @param waived The penalty is not charged: the TSO's larger need took the unit
    struct Order {
        Terms terms;
        address payer;
        OrderState state;
        bool waived;
        uint64 escrow;
        uint64 collateral;
    }

    /// @notice An entry of a closed day
    /// @param entry Position among the entries of the day, from 0; tells equal entries apart
    /// @param from Wallet that pays
    /// @param to Wallet that receives
    /// @param kind What is paid for
    /// @param amountMicroEur What is paid, µEUR
    struct Entry {
        uint32 day;
        uint32 entry;
        uint32 from;
        uint32 to;
        uint32 kind;
        uint128 amountMicroEur;
    }

    /// @notice Thrown when a day is closed twice, or another is left out; the first day closed may be any
    error DayOutOfOrder(uint32 expected, uint32 day);

    /// @notice Thrown when a day was not closed
    error DayUnknown(uint32 day);

    /// @notice Thrown when what only the meter operator may say is not signed by it
    error NotSignedByMeterOperator(address signer);

    /// @notice Thrown when an account that is no system operator orders
    error NotAnOperator(address account);

    /// @notice Thrown when an order names an unknown direction, no energy, or deadlines that do not follow each other
    error TermsRefused(uint32 orderedWh, uint8 direction, uint32 acceptBy, uint32 verifyBy);

    /// @notice Thrown when an order is not where a call needs it
    error WrongState(uint256 order, OrderState state);

    /// @notice Thrown when somebody acts on an order who is not party to it
    error NotAParty(uint256 order, address caller);

    /// @notice Thrown when market time has passed a deadline
    error TooLate(uint256 order, uint32 deadline, uint32 marketMinute);

    /// @notice Thrown when market time has not passed a deadline
    error TooEarly(uint256 order, uint32 deadline, uint32 marketMinute);

    /// @notice Thrown when market time would go back
    error MarketTimeWentBack(uint32 now_, uint32 marketMinute);

    /// @notice Thrown when an entry does not belong to the root of its day
    error EntryUnproven(uint32 day, uint32 entry);

    /// @notice Thrown when an entry was corrected already
    error EntryCorrectedBefore(uint32 day, uint32 entry);

    /// @notice Thrown when a correction moves more than a wallet can hold
    error AmountTooLarge(uint256 amount);

    /// @notice Thrown when a day may not be corrected any more
    error WindowClosed(uint32 day, uint32 lastDay);

    /// @notice Thrown when net amounts of a day, or a correction, would take from escrow what it owes, µEUR
    error EscrowUncovered(uint256 balance, uint256 obligations);

    /// @notice Emitted after a day was closed
    /// @param merkleRoot Commits to the entries of the day
    /// @param words Number of words paid; 0 where the payout cycle is not due
    event DaySettled(uint32 indexed day, bytes32 merkleRoot, uint256 words);

    /// @notice Emitted after an entry was corrected; the difference is paid
    event EntryCorrected(uint32 indexed day, uint32 indexed entry, uint128 before, uint128 amountMicroEur);

    /// @notice Emitted after market time moved on
    event MarketTimeAdvanced(uint32 marketMinute);

    /// @notice Emitted after an order was paid into escrow
    event EscrowPaid(uint256 indexed order, address indexed payer, address indexed provider, Terms terms, uint64 escrow);

    /// @notice Emitted after the provider accepted
    event OrderAccepted(uint256 indexed order, uint64 collateral);

    /// @notice Emitted after the penalty of an order was waived
    event PenaltyWaived(uint256 indexed order);

    /// @notice Emitted after a party disputed an order; its escrow is frozen
    event OrderDisputed(uint256 indexed order, address indexed party);

    /// @notice Emitted after an order was settled
    event OrderSettled(uint256 indexed order, uint32 verifiedWh, uint64 paid, uint64 penalty);

    /// @notice Emitted after an order ended without settlement; everybody got back what they had paid
    event OrderCancelled(uint256 indexed order);

    /// @notice Closes a day; by the market operator
    /// @param day Day of the run
    /// @param merkleRoot Root over `entryLeaf` of all entries of the day; zero for a day without entries
    /// @param packed Deposits and net amounts as `IFlexToken.settle` takes them; empty where no payout is due
    /// @param signature The meter operator's, over `DaySettlement(uint32 day,bytes32 merkleRoot,bytes packed)`; 65 bytes
    function settleDay(uint32 day, bytes32 merkleRoot, bytes calldata packed, bytes calldata signature) external;

    /// @notice Corrects an entry of a day that was closed at most `challengeDays` days ago: who received too much pays
    /// back, who paid too little pays more
    /// @param proof Siblings on the way from the entry's leaf to the root
    /// @param amountMicroEur What the entry should have been
    /// @param signature The meter operator's, over
    /// `Correction(uint32 day,uint32 entry,uint32 from,uint32 to,uint32 kind,uint128 before,uint128 amountMicroEur)`
    function challenge(
        Entry calldata entry,
        bytes32[] calldata proof,
        uint128 amountMicroEur,
        bytes calldata signature
    ) external;

    /// @notice Moves market time on, which deadlines are compared with; by the market operator
    function advanceMarketTime(uint32 marketMinute) external;

    /// @notice Orders, and pays the price of all that is ordered into escrow; by the TSO or a DSO, which has allowed the
    /// token transfer
    /// @return order Its number, from 0
    function placeOrder(Terms calldata terms) external returns (uint256 order);

    /// @notice Accepts an order and pays the collateral: the penalty where all is missing; by the provider
    function acceptOrder(uint256 order) external;

    /// @notice Declines an order that was not accepted; by the provider
    function declineOrder(uint256 order) external;

    /// @notice Waives the penalty of an order; by the market operator
    function waivePenalty(uint256 order) external;

    /// @notice Freezes the escrow until the market operator lets the order be settled; by payer or provider
    function disputeOrder(uint256 order) external;

    /// @notice Settles an accepted order by what the meter operator verified; by anybody. A disputed one only by the
    /// market operator
    /// @param verifiedWh Delivered in the ordered direction, Wh
    /// @param signature The meter operator's, over `Verification(uint256 order,uint32 verifiedWh)`; 65 bytes
    function settleOrder(uint256 order, uint32 verifiedWh, bytes calldata signature) external;

    /// @notice Ends an order that was not accepted, or not verified, in time; by anybody
    function expireOrder(uint256 order) external;

    /// @notice Stops settlement in an emergency
    function pause() external;

    /// @notice Resumes settlement
    function unpause() external;

    /// @notice True where `leaf` is among the entries of a closed day
    function verifyEntry(uint32 day, bytes32[] calldata proof, bytes32 leaf) external view returns (bool);

    /// @notice The root of a closed day
    function rootOf(uint32 day) external view returns (bytes32);

    /// @notice Days closed so far
    function dayCount() external view returns (uint32);

    /// @notice For how many days after it a day may be corrected
    function challengeDays() external view returns (uint32);

    /// @notice An order
    function orderOf(uint256 order) external view returns (Order memory);

    /// @notice What is held for all orders together, µEUR; the contract's own balance is never less
    function obligations() external view returns (uint256);

    /// @notice The leaf of an entry
    /// @dev The hashed record is 36 bytes long and an inner node hashes 64, so none can pass for the other.
    function entryLeaf(Entry calldata entry) external pure returns (bytes32);
}
