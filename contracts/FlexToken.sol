// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IFlexToken} from "./interfaces/IFlexToken.sol";
import {PackedBytes} from "./libraries/PackedBytes.sol";
import {Roles} from "./libraries/Roles.sol";

contract FlexToken is IFlexToken, ERC20Permit, AccessControl {
    using PackedBytes for bytes;

    /// @dev What stands between the wallet and the amount of a word: the kind, then zeros.
    uint256 private constant KIND_NET = 0;
    uint256 private constant KIND_DEPOSIT = 1 << 88;

    /// @dev Wallet number plus one, so that zero means none.
    mapping(address account => uint256 number) private _numbers;
    uint32 private _walletCount;
    uint256 private _supply;
    /// @dev By wallet, and by slot of four balances: a batch finds its way in arrays of fixed size without hashes.
    address[1 << 32] private _accounts;
    uint256[1 << 30] private _balances;

    constructor(address admin) ERC20("Flexibility Euro", "FLEUR") ERC20Permit("Flexibility Euro") {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(Roles.ISSUER, admin);
    }

    /// @inheritdoc IFlexToken
    function openWallets(address[] calldata accounts) external onlyRole(Roles.ISSUER) {
        for (uint256 i; i < accounts.length; ++i) {
            if (accounts[i] == address(0)) revert ERC20InvalidReceiver(address(0));
            if (_numbers[accounts[i]] != 0) revert WalletAlreadyOpen(accounts[i]);
            _open(accounts[i]);
        }
    }

    /// @inheritdoc IFlexToken
    function deposit(address account, uint256 amount) external onlyRole(Roles.ISSUER) {
        _mint(account, amount);
    }

    /// @inheritdoc IFlexToken
    function withdraw(address account, uint256 amount) external onlyRole(Roles.ISSUER) {
        _burn(account, amount);
    }

    /// @inheritdoc IFlexToken
    function settle(bytes calldata words) external onlyRole(Roles.SETTLEMENT) {
        if (words.length % 32 != 0) revert BatchMalformed(words.length);
        uint256 opened = _walletCount;
        int256 sum;
        uint256 issued;
        uint256 slot = type(uint256).max;
        uint256 balances;
        // Amounts have 128 bits and calldata is short, so no sum of them overflows.
        unchecked {
            for (uint256 offset; offset < words.length; offset += 32) {
                uint256 word = words.wordAt(offset);
                uint256 wallet = word >> 224;
                if (wallet >= opened) revert WalletUnknown(wallet);
                // Neighbours share a slot: load it when they begin, store it when they end.
                if (wallet >> 2 != slot) {
                    if (offset != 0) _balances[slot] = balances;
                    slot = wallet >> 2;
                    balances = _balances[slot];
                }
                int256 amount = int128(uint128(word));
                uint256 kind = (word << 32) >> 160;
                if (kind == KIND_NET) {
                    sum += amount;
                    balances = _book(wallet, balances, amount, msg.sender);
                } else {
                    if (kind != KIND_DEPOSIT || amount <= 0) revert WordMalformed(word);
                    issued += uint256(amount);
                    balances = _book(wallet, balances, amount, address(0));
                }
            }
        }
        if (slot != type(uint256).max) _balances[slot] = balances;
        _supply += issued;
        if (sum != 0) revert Unbalanced(sum);
    }

    /// @inheritdoc IFlexToken
    function walletCount() external view returns (uint32) {
        return _walletCount;
    }

    /// @inheritdoc IFlexToken
    function walletOf(address account) external view returns (uint32) {
        uint256 number = _numbers[account];
        if (number == 0) revert WalletUnknown(type(uint32).max);
        return uint32(number - 1);
    }

    /// @inheritdoc IFlexToken
    function accountOf(uint32 wallet) external view returns (address) {
        if (wallet >= _walletCount) revert WalletUnknown(wallet);
        return _accounts[wallet];
    }

    /// @inheritdoc IFlexToken
    function balanceSlots(uint256 first, uint256 count) external view returns (uint256[] memory slots) {
        slots = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            slots[i] = _balances[first + i];
        }
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function totalSupply() public view override(ERC20, IERC20) returns (uint256) {
        return _supply;
    }

    function balanceOf(address account) public view override(ERC20, IERC20) returns (uint256) {
        uint256 number = _numbers[account];
        return number == 0 ? 0 : _balance(number - 1);
    }

    /// @dev Replaces OpenZeppelin's one slot per account; minting, burning, transfers and allowances all end here.
    function _update(address from, address to, uint256 value) internal override {
        if (from == address(0)) {
            _supply += value;
        } else if (value != 0) {
            uint256 number = _numbers[from];
            if (number == 0) revert ERC20InsufficientBalance(from, 0, value);
            _debit(number - 1, from, value);
        }
        if (to == address(0)) {
            _supply -= value;
        } else if (value != 0) {
            uint256 number = _numbers[to];
            _credit(number == 0 ? _open(to) : number - 1, to, value);
        }
        emit Transfer(from, to, value);
    }

    /// @dev Adds `amount` to one of the four `balances`, and emits it as a transfer from or to `counterparty`.
    function _book(uint256 wallet, uint256 balances, int256 amount, address counterparty)
        private
        returns (uint256)
    {
        if (amount == 0) return balances;
        // A balance has 64 bits and an amount 128, so neither their sum nor a negation overflows.
        unchecked {
            address account = _accounts[wallet];
            uint256 shift = (wallet & 3) << 6;
            uint256 before = (balances >> shift) & type(uint64).max;
            // As an unsigned number a negative balance is beyond 64 bits too.
            uint256 booked = before + uint256(amount);
            if (booked > type(uint64).max) {
                if (amount < 0) revert ERC20InsufficientBalance(account, before, uint256(-amount));
                revert BalanceTooLarge(account, booked);
            }
            if (amount < 0) _emitTransfer(account, counterparty, uint256(-amount));
            else _emitTransfer(counterparty, account, uint256(amount));
            return balances ^ ((before ^ booked) << shift);
        }
    }

    /// @dev Emits `IERC20.Transfer` in a third of the steps that the compiler takes.
    function _emitTransfer(address from, address to, uint256 value) private {
        bytes32 topic = IERC20.Transfer.selector;
        assembly ("memory-safe") {
            mstore(0, value)
            log3(0, 32, topic, from, to)
        }
    }

    function _debit(uint256 wallet, address account, uint256 value) private {
        uint256 balance = _balance(wallet);
        if (balance < value) revert ERC20InsufficientBalance(account, balance, value);
        // The lane holds at least `value`, so no bit is borrowed from the lane above.
        _balances[wallet >> 2] -= value << ((wallet & 3) << 6);
    }

    function _credit(uint256 wallet, address account, uint256 value) private {
        uint256 balance = _balance(wallet) + value;
        if (balance > type(uint64).max) revert BalanceTooLarge(account, balance);
        // The sum fits the lane, so no bit is carried into the lane above.
        _balances[wallet >> 2] += value << ((wallet & 3) << 6);
    }

    function _balance(uint256 wallet) private view returns (uint256) {
        return uint64(_balances[wallet >> 2] >> ((wallet & 3) << 6));
    }

    function _open(address account) private returns (uint256 wallet) {
        wallet = _walletCount++;
        _numbers[account] = wallet + 1;
        _accounts[wallet] = account;
        emit WalletOpened(uint32(wallet), account);
    }
}
