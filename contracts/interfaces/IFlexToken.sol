// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title IFlexToken
/// @notice Euros on chain: an ERC-20 token with 6 decimals, so its smallest unit is 1 µEUR. It is issued against
/// deposits and burnt at withdrawals, so the supply always equals deposits minus withdrawals.
///
/// Accounts have numbered wallets, from 0 in the order of opening. Four balances share a storage slot, because a
/// day of settlement touches nearly all of them. An account that is paid for the first time gets a wallet by itself.
///
/// @dev A settlement batch is a row of 32-byte words, each about one wallet:
/// bits 255..224 wallet, 223..216 kind (0 net amount, 1 deposit), 215..128 zero, 127..0 amount as int128, µEUR.
/// A net amount is what the wallet receives (positive) or pays (negative); all of a batch sum to zero. A deposit is
/// positive, and issues what a wallet lacks for a later word.
interface IFlexToken is IERC20 {
    /// @notice Thrown when a wallet is opened twice
    error WalletAlreadyOpen(address account);

    /// @notice Thrown when a word or a reader names a wallet that nobody opened
    error WalletUnknown(uint256 wallet);

    /// @notice Thrown when a balance would not fit its 64 bits
    error BalanceTooLarge(address account, uint256 balance);

    /// @notice Thrown when a batch is not made of whole words
    error BatchMalformed(uint256 length);

    /// @notice Thrown when a word has an unknown kind, unused bits set, or a deposit that is not positive
    error WordMalformed(uint256 word);

    /// @notice Thrown when the net amounts of a batch do not sum to zero
    error Unbalanced(int256 sum);

    /// @notice Emitted after an account got its wallet
    event WalletOpened(uint32 indexed wallet, address indexed account);

    /// @notice Opens wallets, numbered on from `walletCount`
    function openWallets(address[] calldata accounts) external;

    /// @notice Issues tokens for euros that `account` paid in
    /// @param amount µEUR
    function deposit(address account, uint256 amount) external;

    /// @notice Burns tokens for euros that are paid out to `account`
    /// @param amount µEUR
    function withdraw(address account, uint256 amount) external;

    /// @notice Issues deposits and pays net amounts, word by word in the order given
    /// @dev Every payment is emitted as a transfer from or to the caller, who stands in the middle as clearing
    /// house: since the amounts sum to zero, its own balance is the same before and after, and is not touched.
    /// @param words The batch, see above
    function settle(bytes calldata words) external;

    /// @notice Wallets opened so far
    function walletCount() external view returns (uint32);

    /// @notice The number of an account's wallet; reverts where it has none
    function walletOf(address account) external view returns (uint32);

    /// @notice The account of a wallet
    function accountOf(uint32 wallet) external view returns (address);

    /// @notice The raw balance slots from `first` on, each four wallets of 64 bits, the lowest number in the lowest bits
    function balanceSlots(uint256 first, uint256 count) external view returns (uint256[] memory);
}
