// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title ISettlement
/// @notice Closes market days: commits to every entry of a day by a Merkle root, and pays what is due in one netted
/// batch between wallets
interface ISettlement {
    /// @notice Thrown when a day is closed twice, or another is left out; the first day closed may be any
    error DayOutOfOrder(uint32 expected, uint32 day);

    /// @notice Thrown when a day was not closed
    error DayUnknown(uint32 day);

    /// @notice Emitted after a day was closed
    /// @param merkleRoot Commits to the entries of the day
    /// @param words Number of words paid; 0 where the payout cycle is not due
    event DaySettled(uint32 indexed day, bytes32 merkleRoot, uint256 words);

    /// @notice Closes a day
    /// @param day Day of the run
    /// @param merkleRoot Root over `entryLeaf` of all entries of the day; zero for a day without entries
    /// @param packed Deposits and net amounts as `IFlexToken.settle` takes them; empty where no payout is due
    function settleDay(uint32 day, bytes32 merkleRoot, bytes calldata packed) external;

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

    /// @notice The leaf of an entry
    /// @dev The hashed record is 36 bytes long and an inner node hashes 64, so none can pass for the other.
    /// @param entry Position among the entries of the day, from 0; tells equal entries apart
    /// @param from Wallet that pays
    /// @param to Wallet that receives
    /// @param kind What is paid for
    /// @param amountMicroEur What is paid, µEUR
    function entryLeaf(uint32 day, uint32 entry, uint32 from, uint32 to, uint32 kind, uint128 amountMicroEur)
        external
        pure
        returns (bytes32);
}
