// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IReservationAuction} from "../../../contracts/interfaces/IReservationAuction.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {Bench} from "./Bench.sol";

/// @notice Seals and requests that somebody else sends, several steps in one transaction, and outcomes found elsewhere
contract SignedAuctionTest is Bench {
    bytes32 private constant SALT = "salt";

    function setUp() public override {
        super.setUp();
        _admit(3, ADA_KEY);
        auction.open(1, "one", 100, 1000);
        auction.open(2, "two", 100, 1000);
    }

    function _seals(bytes32 first, bytes32 second)
        private
        pure
        returns (IReservationAuction.SignedSeal[] memory seals)
    {
        seals = new IReservationAuction.SignedSeal[](2);
        seals[0] = IReservationAuction.SignedSeal(1, first);
        seals[1] = IReservationAuction.SignedSeal(2, second);
    }

    function _requests() private pure returns (IReservationAuction.SignedRequest[] memory requests) {
        requests = new IReservationAuction.SignedRequest[](2);
        for (uint32 i; i < 2; ++i) {
            requests[i].auction = i + 1;
            requests[i].terms = IReservationAuction.Request("line", 1500, 20_000, 100, 100, false, false);
        }
    }

    function _signSeals(uint256 key, IReservationAuction.SignedSeal[] memory seals, uint256 nonce)
        private
        view
        returns (bytes memory)
    {
        bytes32 typeHash = keccak256("Seals(bytes32 seals,uint256 nonce)");
        return _signed(key, keccak256(abi.encode(typeHash, keccak256(abi.encode(seals)), nonce)));
    }

    function _signRequests(uint256 key, IReservationAuction.SignedRequest[] memory requests, uint256 nonce)
        private
        view
        returns (bytes memory)
    {
        bytes32 typeHash = keccak256("Requests(bytes32 requests,uint256 nonce)");
        return _signed(key, keccak256(abi.encode(typeHash, keccak256(abi.encode(requests)), nonce)));
    }

    function _signed(uint256 key, bytes32 structHash) private view returns (bytes memory) {
        return _sign(key, address(auction), "ReservationAuction", structHash);
    }

    function test_SealsAreThoseOfWhoSigned() external {
        IReservationAuction.SignedSeal[] memory seals = _seals("a", "b");
        bytes memory signature = _signSeals(ADA_KEY, seals, 0);
        bytes4 other = IReservationAuction.NotSignedBy.selector;
        vm.expectRevert(_unauthorized(STRANGER, Roles.FSP));
        auction.sealSigned(STRANGER, seals, signature);
        vm.expectPartialRevert(other);
        auction.sealSigned(bob, seals, signature);
        vm.expectPartialRevert(other);
        auction.sealSigned(ada, _seals("a", "c"), signature);
        vm.chainId(5);
        vm.expectPartialRevert(other);
        auction.sealSigned(ada, seals, signature);
        vm.chainId(31337);
        vm.prank(STRANGER);
        auction.sealSigned(ada, seals, signature);
        assertEq(uint256(auction.sealOf(2, ada)), uint256(bytes32("b")), "sealed");
        assertEq(auction.auctionOf(2).seals, 1, "seals");
        vm.expectPartialRevert(other);
        auction.sealSigned(ada, seals, signature);
    }

    function test_RequestsAreThoseOfOperatorsWhoSigned() external {
        IReservationAuction.SignedRequest[] memory requests = _requests();
        bytes memory signature = _signRequests(DSO_KEY, requests, 0);
        vm.expectPartialRevert(IReservationAuction.NotSignedBy.selector);
        auction.commitSigned(tso, requests, signature);
        bytes memory own = _signRequests(ADA_KEY, requests, 0);
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.NotAnOperator.selector, ada));
        auction.commitSigned(ada, requests, own);
        auction.commitSigned(dso, requests, signature);
        assertEq(auction.auctionOf(1).requests, 1, "requests");
        vm.expectPartialRevert(IReservationAuction.NotSignedBy.selector);
        auction.commitSigned(dso, requests, signature);
    }

    function test_OneTransactionHoldsAWholeAuction() external {
        bytes memory offers = abi.encodePacked(uint32(3), uint32(2000), uint24(9000), int24(0), true);
        bytes memory book = abi.encodePacked(uint32(3), uint24(1), uint32(2000), uint24(9000), int24(0), true);
        bytes32 commitment = keccak256(abi.encodePacked(uint32(1), ada, SALT, offers));
        IReservationAuction.SignedSeal[] memory seals = _seals(commitment, "b");
        IReservationAuction.SignedRequest[] memory requests = _requests();
        IReservationAuction.Opening[] memory openings = new IReservationAuction.Opening[](1);
        openings[0] = IReservationAuction.Opening(ada, SALT, offers);
        bytes[] memory steps = new bytes[](6);
        steps[0] = abi.encodeCall(auction.sealSigned, (ada, seals, _signSeals(ADA_KEY, seals, 0)));
        steps[1] = abi.encodeCall(auction.commitSigned, (dso, requests, _signRequests(DSO_KEY, requests, 0)));
        steps[2] = abi.encodeCall(auction.freeze, (1, 100));
        steps[3] = abi.encodeCall(auction.openBook, (1, openings));
        bytes memory effects = abi.encodePacked(uint16(1000));
        steps[4] = abi.encodeCall(auction.uncross, (1, 0, requests[0].terms, book, effects, abi.encodePacked(uint16(0))));
        steps[5] = abi.encodeCall(auction.publish, (1));
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER, Roles.OPERATOR));
        auction.multicall(steps);
        assertEq(auction.auctionOf(1).seals, 0, "nothing of it stands");
        auction.multicall(steps);
        assertEq(uint256(auction.auctionOf(1).phase), uint256(IReservationAuction.Phase.Published), "phase");
        book = abi.encodePacked(uint32(3), uint24(1), uint32(500), uint24(9000), int24(0), true);
        assertEq(uint256(auction.auctionOf(1).bookHash), uint256(keccak256(book)), "500 W are left");
    }

    function test_AnOutcomeFoundElsewhereIsRecordedOnce() external {
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER, Roles.OPERATOR));
        auction.recordOutcome(9, "product", "outcome", "more than 1000 offers");
        auction.recordOutcome(9, "product", "outcome", "more than 1000 offers");
        assertEq(uint256(auction.auctionOf(9).bookHash), uint256(bytes32("outcome")), "outcome");
        bytes4 wrong = IReservationAuction.WrongPhase.selector;
        vm.expectRevert(abi.encodeWithSelector(wrong, 9, IReservationAuction.Phase.Published));
        auction.recordOutcome(9, "product", "outcome", "more than 1000 offers");
        vm.expectRevert(abi.encodeWithSelector(wrong, 1, IReservationAuction.Phase.Call));
        auction.recordOutcome(1, "product", "outcome", "more than 1000 offers");
    }
}
