// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFlexToken} from "../../../contracts/interfaces/IFlexToken.sol";
import {FlexToken} from "../../../contracts/FlexToken.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {Bench, Vm} from "./Bench.sol";

/// @notice Moves money in every way there is, and keeps the books
contract TokenHandler {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    FlexToken public immutable token;
    address[5] public accounts = [address(1), address(2), address(3), address(4), address(5)];
    uint256 public paidIn;
    uint256 public paidOut;

    constructor(FlexToken token_) {
        token = token_;
    }

    function deposit(uint256 to, uint64 amount) external {
        if (uint256(amount) + token.balanceOf(accounts[to % 5]) > type(uint64).max) return;
        token.deposit(accounts[to % 5], amount);
        paidIn += amount;
    }

    function withdraw(uint256 from, uint64 amount) external {
        uint256 most = token.balanceOf(accounts[from % 5]);
        uint256 some = amount % (most + 1);
        token.withdraw(accounts[from % 5], some);
        paidOut += some;
    }

    function transfer(uint256 from, uint256 to, uint64 amount) external {
        uint256 some = amount % (token.balanceOf(accounts[from % 5]) + 1);
        if (some + token.balanceOf(accounts[to % 5]) > type(uint64).max) return;
        vm.prank(accounts[from % 5]);
        token.transfer(accounts[to % 5], some);
    }

    function settle(uint32 from, uint32 to, uint64 paid, uint64 amount) external {
        uint32 wallets = token.walletCount();
        if (wallets == 0) return;
        (from, to) = (from % wallets, to % wallets);
        uint256 deposit_ = uint256(paid) % 1e15 + 1;
        uint256 rich = token.balanceOf(token.accountOf(from)) + deposit_;
        uint256 some = amount % (rich + 1);
        if (rich > type(uint64).max || some + token.balanceOf(token.accountOf(to)) > type(uint64).max) return;
        token.settle(
            abi.encodePacked(
                from,
                uint8(1),
                bytes11(0),
                int128(uint128(deposit_)),
                from,
                bytes12(0),
                -int128(uint128(some)),
                to,
                bytes12(0),
                int128(uint128(some))
            )
        );
        paidIn += deposit_;
    }
}

contract FlexTokenTest is Bench {
    TokenHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new TokenHandler(token);
        token.grantRole(Roles.ISSUER, address(handler));
        token.grantRole(Roles.SETTLEMENT, address(handler));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_SupplyEqualsDepositsMinusWithdrawals() external view {
        assertEq(token.totalSupply(), handler.paidIn() - handler.paidOut(), "supply");
    }

    function invariant_BalancesSumToTheSupply() external view {
        uint256 sum;
        for (uint256 i; i < 5; ++i) sum += token.balanceOf(handler.accounts(i));
        assertEq(sum, token.totalSupply(), "balances");
    }

    function testFuzz_TransferMovesTheAmountAndNothingElse(uint64 balance, uint64 amount, bool self) external {
        token.deposit(ada, balance);
        address to = self ? ada : bob;
        vm.prank(ada);
        if (amount > balance) {
            vm.expectRevert(
                abi.encodeWithSignature("ERC20InsufficientBalance(address,uint256,uint256)", ada, balance, amount)
            );
            token.transfer(to, amount);
            return;
        }
        token.transfer(to, amount);
        assertEq(token.balanceOf(ada), self ? balance : balance - amount, "payer");
        assertEq(token.balanceOf(bob), self ? 0 : amount, "receiver");
    }

    function testFuzz_NeighboursInASlotKeepTheirs(uint64[4] memory amounts, uint256 which, uint64 taken) external {
        for (uint160 i; i < 4; ++i) token.deposit(address(100 + i), amounts[i]);
        which %= 4;
        taken = uint64(bound(taken, 0, amounts[which]));
        token.withdraw(address(uint160(100 + which)), taken);
        for (uint160 i; i < 4; ++i) {
            assertEq(token.balanceOf(address(100 + i)), i == which ? amounts[i] - taken : amounts[i], "lane");
        }
    }

    function testFuzz_PermitAllowsOnceAndOnThisChainOnly(uint64 amount, bool wrongChain) external {
        token.deposit(ada, amount);
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 hash = keccak256(abi.encode(typeHash, ada, bob, amount, 0, type(uint256).max));
        if (wrongChain) vm.chainId(99);
        bytes memory signature = _sign(ADA_KEY, address(token), "Flexibility Euro", hash);
        if (wrongChain) vm.chainId(31337);
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        uint8 v = uint8(signature[64]);
        if (wrongChain) {
            vm.expectPartialRevert(bytes4(keccak256("ERC2612InvalidSigner(address,address)")));
            token.permit(ada, bob, amount, type(uint256).max, v, r, s);
            return;
        }
        token.permit(ada, bob, amount, type(uint256).max, v, r, s);
        vm.prank(bob);
        token.transferFrom(ada, bob, amount);
        assertEq(token.balanceOf(bob), amount, "paid");
        vm.expectPartialRevert(bytes4(keccak256("ERC2612InvalidSigner(address,address)")));
        token.permit(ada, bob, amount, type(uint256).max, v, r, s);
    }

    function testFuzz_ABatchThatDoesNotSumToZeroIsRefused(int64 first, int64 second) external {
        vm.assume(int256(first) + second != 0 && first >= 0 && second >= 0);
        token.grantRole(Roles.SETTLEMENT, address(this));
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (ada, bob);
        token.openWallets(accounts);
        vm.expectRevert(abi.encodeWithSelector(IFlexToken.Unbalanced.selector, int256(first) + second));
        token.settle(abi.encodePacked(uint32(0), bytes12(0), int128(first), uint32(1), bytes12(0), int128(second)));
    }

    function test_WalletsOpenOnceAndAreFound() external {
        address[] memory accounts = new address[](1);
        accounts[0] = ada;
        token.openWallets(accounts);
        assertEq(token.walletOf(ada), 0, "wallet");
        assertEq(token.accountOf(0), ada, "account");
        assertEq(token.decimals(), 6, "decimals");
        assertEq(token.balanceOf(bob), 0, "nobody");
        assertEq(token.balanceSlots(0, 2).length, 2, "slots");
        vm.expectRevert(abi.encodeWithSelector(IFlexToken.WalletAlreadyOpen.selector, ada));
        token.openWallets(accounts);
        accounts[0] = address(0);
        vm.expectRevert(abi.encodeWithSignature("ERC20InvalidReceiver(address)", address(0)));
        token.openWallets(accounts);
        vm.expectRevert(abi.encodeWithSelector(IFlexToken.WalletUnknown.selector, type(uint32).max));
        token.walletOf(bob);
        vm.expectRevert(abi.encodeWithSelector(IFlexToken.WalletUnknown.selector, 1));
        token.accountOf(1);
    }

    function test_WhatFitsNoWalletIsRefused() external {
        token.deposit(ada, type(uint64).max);
        vm.expectRevert(abi.encodeWithSelector(IFlexToken.BalanceTooLarge.selector, ada, 1 << 64));
        token.deposit(ada, 1);
        vm.expectRevert(abi.encodeWithSignature("ERC20InsufficientBalance(address,uint256,uint256)", bob, 0, 1));
        token.withdraw(bob, 1);
        token.grantRole(Roles.SETTLEMENT, address(this));
        vm.expectRevert(abi.encodeWithSelector(IFlexToken.BalanceTooLarge.selector, ada, 1 << 64));
        token.settle(abi.encodePacked(uint32(0), bytes12(0), int128(1)));
        vm.expectRevert(
            abi.encodeWithSignature("ERC20InsufficientBalance(address,uint256,uint256)", ada, type(uint64).max, 1 << 64)
        );
        token.settle(abi.encodePacked(uint32(0), bytes12(0), -int128(1 << 64)));
    }

    function test_MalformedBatchesAreRefused() external {
        token.deposit(ada, 5);
        token.grantRole(Roles.SETTLEMENT, address(this));
        vm.expectRevert(abi.encodeWithSelector(IFlexToken.BatchMalformed.selector, 31));
        token.settle(new bytes(31));
        vm.expectRevert(abi.encodeWithSelector(IFlexToken.WalletUnknown.selector, 1));
        token.settle(abi.encodePacked(uint32(1), bytes12(0), int128(0)));
        uint256 kind2 = (2 << 216) | 1;
        vm.expectRevert(abi.encodeWithSelector(IFlexToken.WordMalformed.selector, kind2));
        token.settle(abi.encode(kind2));
        uint256 empty = 1 << 216;
        vm.expectRevert(abi.encodeWithSelector(IFlexToken.WordMalformed.selector, empty));
        token.settle(abi.encode(empty));
    }

    function test_OnlyRolesMoveMoneyOfOthers() external {
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER, Roles.ISSUER));
        token.deposit(STRANGER, 1);
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER, Roles.ISSUER));
        token.withdraw(ada, 1);
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER, Roles.ISSUER));
        token.openWallets(new address[](0));
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER, Roles.SETTLEMENT));
        token.settle("");
    }
}
