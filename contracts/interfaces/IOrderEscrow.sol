// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title IOrderEscrow
/// @notice The orders of a day in batches: payers and providers sign a batch, all that may be paid and charged for it goes
/// into escrow, and the meter operator's verification of the whole batch releases it. The orders are calldata under a
/// committed hash, so a batch holds one storage slot, and none once it is released.
///
/// Prices, rules and rounding are those of single orders in `ISettlement`. Under Strike, an order of which less than the
/// floor is delivered is a strike of its unit, unless its penalty is waived; after as many in a season as the
/// batch allows the market operator declares the unit in default (`IAssetRegistry`), and nothing is claimed of it.
///
/// @dev A batch, big-endian: a head of 12 bytes (day uint32, rule uint8, first uint16, second uint16, season uint16,
/// number of parties uint8), then the wallet uint32 of each party, then orders of 22 bytes each: payer and provider as
/// positions among the parties uint8, unit uint32, direction 1 bit (0 up, 1 down), continues 1 bit (a further part of the
/// order before, which payers share) and period 30 bits, ordered Wh uint32, price µEUR/kWh uint32, penalty µEUR/kWh
/// uint32. A verification is a uint32 for each order: waived 1 bit, verified Wh 31 bits.
interface IOrderEscrow {
    /// @notice Thrown when bytes are no batch, or no verification of it
    error OrdersMalformed(uint256 length);

    /// @notice Thrown when an order names no energy, no such party, or one party as both
    error OrderRefused(uint256 order);

    /// @notice Thrown when a batch is not signed by the account of each wallet in it
    error NotSignedByParty(uint32 wallet, address signer);

    /// @notice Thrown when a payer is no system operator
    error PayerNotAdmitted(uint32 wallet);

    /// @notice Thrown when a batch is not in escrow, or brought along differently
    error BatchUnknown(uint256 batch);

    /// @notice Thrown when a batch may still be verified
    error VerificationPending(uint256 batch, uint32 lastDay);

    /// @notice Emitted after a batch was paid into escrow
    /// @param heldMicroEur Price of all that is ordered, and the penalty if all of it were missing
    event OrdersEscrowed(uint256 indexed batch, uint32 indexed day, bytes orders, uint256 heldMicroEur);

    /// @notice Emitted after a batch was released
    /// @param verified The verification
    /// @param paidMicroEur What providers are paid; payers get the rest of the price back
    /// @param penaltyMicroEur What payers are paid; providers get the rest of the penalty back
    event OrdersReleased(uint256 indexed batch, bytes verified, uint256 paidMicroEur, uint256 penaltyMicroEur);

    /// @notice Emitted after a batch that nobody verified went back to those who had paid
    event OrdersRefunded(uint256 indexed batch, uint256 heldMicroEur);

    /// @notice Emitted after a unit failed under Strike
    /// @param limit Strikes in a season that put it in default
    event StrikeRecorded(uint32 indexed unit, uint16 season, uint256 strikes, uint16 limit);

    /// @notice Takes a batch into escrow; by the market operator
    /// @param signatures Of each party's account in their order, over `OrderBatch(uint256 batch,bytes orders)`; 65 bytes
    /// @return batch Its number, from 0
    function escrowOrders(bytes calldata orders, bytes calldata signatures) external returns (uint256 batch);

    /// @notice Releases a batch by what the meter operator verified; by the market operator
    /// @param orders The batch as it was taken
    /// @param signature The meter operator's, over `VerificationBatch(uint256 batch,bytes verified)`; 65 bytes
    function releaseOrders(uint256 batch, bytes calldata orders, bytes calldata verified, bytes calldata signature)
        external;

    /// @notice Gives a batch back that nobody verified within the days in which its day may be corrected; by anybody
    function refundOrders(uint256 batch, bytes calldata orders) external;

    /// @notice Batches taken so far
    function batchCount() external view returns (uint256);

    /// @notice Hash of a batch in escrow; zero where there is none
    function batchHash(uint256 batch) external view returns (bytes32);

    /// @notice Strikes of a unit in a season
    function strikesOf(uint32 unit, uint16 season) external view returns (uint256);
}
