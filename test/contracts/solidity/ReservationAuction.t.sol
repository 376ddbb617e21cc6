// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IReservationAuction} from "../../../contracts/interfaces/IReservationAuction.sol";
import {Roles} from "../../../contracts/libraries/Roles.sol";
import {Bench} from "./Bench.sol";

contract ReservationAuctionTest is Bench {
    uint32 private constant ID = 1;
    bytes32 private constant SALT = "salt";
    IReservationAuction.Phase private constant CALL = IReservationAuction.Phase.Call;

    function setUp() public override {
        super.setUp();
        _admit(3, ADA_KEY);
        _admit(5, ADA_KEY);
        _admit(4, BOB_KEY);
        auction.open(ID, "product", 100, 1000);
    }

    function _offer(uint32 unit, uint32 powerW, uint24 price, bool divisible) private pure returns (bytes memory) {
        return abi.encodePacked(unit, powerW, price, int24(-10_000), divisible);
    }

    function _record(uint32 unit, uint24 sequence, uint32 powerW, uint24 price, bool divisible)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(unit, sequence, powerW, price, int24(-10_000), divisible);
    }

    function _seal(address provider, bytes memory offers) private {
        vm.prank(provider);
        auction.sealOffers(ID, keccak256(abi.encodePacked(ID, provider, SALT, offers)));
    }

    function _request(uint32 quantityW, uint40 cap, bool uniform)
        private
        returns (IReservationAuction.Request memory request)
    {
        request = IReservationAuction.Request("line", quantityW, cap, 100, 100, uniform, false);
        vm.prank(dso);
        auction.commitRequest(ID, request);
    }

    function _open(address provider, bytes memory offers) private {
        IReservationAuction.Opening[] memory list = new IReservationAuction.Opening[](1);
        list[0] = IReservationAuction.Opening(provider, SALT, offers);
        auction.openBook(ID, list);
    }

    function _wrongPhase(IReservationAuction.Phase phase) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IReservationAuction.WrongPhase.selector, ID, phase);
    }

    function test_AnAuctionFromCallToPublication() external {
        bytes memory adas = bytes.concat(_offer(3, 2000, 9000, true), _offer(5, 2000, 8000, false));
        bytes memory bobs = _offer(4, 2000, 9000, true);
        _seal(bob, bobs);
        _seal(ada, adas);
        IReservationAuction.Request memory high = _request(3000, 20_000, true);
        IReservationAuction.Request memory low = _request(9000, 10_000, false);
        auction.freeze(ID, 100);
        IReservationAuction.Opening[] memory list = new IReservationAuction.Opening[](2);
        list[0] = IReservationAuction.Opening(ada, SALT, adas);
        list[1] = IReservationAuction.Opening(bob, SALT, bobs);
        auction.openBook(ID, list);
        bytes memory book = bytes.concat(
            _record(3, 2, 2000, 9000, true), _record(5, 2, 2000, 8000, false), _record(4, 1, 2000, 9000, true)
        );
        assertEq(uint256(auction.auctionOf(ID).bookHash), uint256(keccak256(book)), "book");
        bytes memory effects = abi.encodePacked(uint16(1000), uint16(1000), uint16(1000));
        // The cheapest first, then among equals who sealed earlier.
        auction.uncross(ID, 0, high, book, effects, abi.encodePacked(uint16(1), uint16(2), uint16(0)));
        book = bytes.concat(_record(3, 2, 2000, 9000, true), _record(5, 2, 0, 8000, false), _record(4, 1, 1000, 9000, true));
        assertEq(uint256(auction.auctionOf(ID).bookHash), uint256(keccak256(book)), "what is left");
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.RequestsOpen.selector, 1, 2));
        auction.publish(ID);
        auction.uncross(ID, 1, low, book, effects, abi.encodePacked(uint16(2), uint16(0)));
        auction.publish(ID);
        vm.expectRevert(_wrongPhase(IReservationAuction.Phase.Published));
        auction.publish(ID);
        assertEq(auction.auctionOf(ID).opened, 2, "opened");
    }

    function test_PhasesFollowEachOther() external {
        vm.expectRevert(_wrongPhase(CALL));
        auction.open(ID, "product", 100, 1000);
        vm.expectRevert(_wrongPhase(CALL));
        _open(ada, "");
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.FreezeTooEarly.selector, ID, 100, 99));
        auction.freeze(ID, 99);
        auction.freeze(ID, 100);
        vm.expectRevert(_wrongPhase(IReservationAuction.Phase.Freeze));
        _seal(ada, "");
        vm.prank(dso);
        vm.expectRevert(_wrongPhase(IReservationAuction.Phase.Freeze));
        auction.commitRequest(ID, IReservationAuction.Request("", 1, 1, 1, 1, true, false));
    }

    function test_SealsAreReplacedAndCancelled() external {
        vm.prank(ada);
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.NothingSealed.selector, ID, ada));
        auction.sealOffers(ID, 0);
        _seal(ada, _offer(3, 2000, 1, true));
        _seal(ada, _offer(3, 3000, 1, true));
        assertEq(auction.auctionOf(ID).seals, 1, "seals");
        require(auction.sealOf(ID, ada) != 0, "seal");
        vm.prank(ada);
        auction.sealOffers(ID, 0);
        assertEq(auction.auctionOf(ID).seals, 0, "cancelled");
    }

    function _brokenOpening(bytes memory sealed_, bytes memory opened, bytes memory reason) private {
        _seal(ada, sealed_);
        auction.freeze(ID, 100);
        vm.expectRevert(reason);
        _open(ada, opened);
    }

    function testFuzz_WhatWasSealedIsWhatIsOpened(uint32 powerW) external {
        vm.assume(powerW != 2000);
        bytes memory reason = abi.encodeWithSelector(IReservationAuction.SealBroken.selector, ID, ada);
        _brokenOpening(_offer(3, 2000, 1, true), _offer(3, powerW, 1, true), reason);
    }

    function test_ASealIsOpenedOnce() external {
        bytes memory offers = _offer(3, 2000, 1, true);
        _seal(ada, offers);
        auction.freeze(ID, 100);
        IReservationAuction.Opening[] memory list = new IReservationAuction.Opening[](2);
        list[0] = IReservationAuction.Opening(ada, SALT, offers);
        list[1] = list[0];
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.SealBroken.selector, ID, ada));
        auction.openBook(ID, list);
    }

    function test_OffersAreOfOwnUnits() external {
        bytes memory offers = _offer(4, 2000, 1, true);
        _brokenOpening(
            offers, offers, abi.encodeWithSelector(IReservationAuction.UnitNotOffered.selector, 4, ada)
        );
    }

    function test_OffersHaveASmallestSize() external {
        bytes memory offers = _offer(3, 999, 1, true);
        _brokenOpening(
            offers, offers, abi.encodeWithSelector(IReservationAuction.PowerTooSmall.selector, 3, 999)
        );
    }

    function test_AUnitIsOfferedOnce() external {
        bytes memory offers = bytes.concat(_offer(3, 2000, 1, true), _offer(3, 2000, 1, true));
        _brokenOpening(
            offers, offers, abi.encodeWithSelector(IReservationAuction.UnitsNotAscending.selector, 3)
        );
    }

    function test_OffersAreWhole() external {
        bytes memory offers = new bytes(14);
        _brokenOpening(
            offers, offers, abi.encodeWithSelector(IReservationAuction.OffersMalformed.selector, 14)
        );
    }

    function test_DivisibilityIsOneBit() external {
        bytes memory offers = abi.encodePacked(uint32(3), uint32(2000), uint24(1), int24(1), uint8(2));
        _brokenOpening(
            offers, offers, abi.encodeWithSelector(IReservationAuction.OffersMalformed.selector, 15)
        );
    }

    function test_ABookHasALargestSize() external {
        bytes memory offers = new bytes(15 * 1001);
        assertEq(auction.offersMax(), 1000, "most");
        _brokenOpening(
            offers, offers, abi.encodeWithSelector(IReservationAuction.TooManyOffers.selector, 1001, 1000)
        );
    }

    function test_NothingButTheTruthServesARequest() external {
        _seal(ada, bytes.concat(_offer(3, 2000, 9000, true), _offer(5, 2000, 8000, true)));
        IReservationAuction.Request memory first = _request(1000, 20_000, false);
        IReservationAuction.Request memory second = _request(1000, 30_000, false);
        auction.freeze(ID, 100);
        _open(ada, bytes.concat(_offer(3, 2000, 9000, true), _offer(5, 2000, 8000, true)));
        bytes memory book = bytes.concat(_record(3, 1, 2000, 9000, true), _record(5, 1, 2000, 8000, true));
        bytes memory effects = abi.encodePacked(uint16(1000), uint16(1000));
        bytes memory ranking = abi.encodePacked(uint16(1), uint16(0));
        bytes memory other = bytes.concat(_record(3, 1, 2000, 9000, true), _record(5, 1, 2000, 8001, true));
        vm.expectRevert(
            abi.encodeWithSelector(
                IReservationAuction.BookUnknown.selector, ID, keccak256(book), keccak256(other)
            )
        );
        auction.uncross(ID, 0, first, other, effects, ranking);
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.RequestUnknown.selector, ID, 0));
        auction.uncross(ID, 0, second, book, effects, ranking);
        bytes4 malformed = IReservationAuction.OffersMalformed.selector;
        vm.expectRevert(abi.encodeWithSelector(malformed, 2));
        auction.uncross(ID, 0, first, book, abi.encodePacked(uint16(1000)), ranking);
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.ShareTooLarge.selector, 1001));
        auction.uncross(ID, 0, first, book, abi.encodePacked(uint16(1000), uint16(1001)), ranking);
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.RankingIncomplete.selector, 1, 2));
        auction.uncross(ID, 0, first, book, effects, abi.encodePacked(uint16(1)));
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.NotAscending.selector, 1));
        auction.uncross(ID, 0, first, book, effects, abi.encodePacked(uint16(0), uint16(1)));
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.NotAscending.selector, 1));
        auction.uncross(ID, 0, first, book, effects, abi.encodePacked(uint16(1), uint16(1)));
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.RankedInVain.selector, 1, 2));
        auction.uncross(ID, 0, first, book, effects, abi.encodePacked(uint16(1), uint16(2)));
        bytes memory weak = abi.encodePacked(uint16(1000), uint16(49));
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.RankedInVain.selector, 0, 1));
        auction.uncross(ID, 0, first, book, weak, abi.encodePacked(uint16(1)));
        auction.uncross(ID, 0, first, book, effects, ranking);
        book = bytes.concat(_record(3, 1, 2000, 9000, true), _record(5, 1, 1000, 8000, true));
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.RequestUnknown.selector, ID, 0));
        auction.uncross(ID, 0, first, book, effects, ranking);
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.CapAscends.selector, 20_000, 30_000));
        auction.uncross(ID, 1, second, book, effects, ranking);
    }

    /// @dev An indivisible offer of 4 kW is too much for a request of 3 kW; the next one is put in front of the last.
    function test_TheImprovementPassRepairsTheMargin() external {
        bytes memory offers = bytes.concat(_offer(3, 3200, 5000, false), _offer(5, 3000, 5100, false));
        _seal(ada, offers);
        IReservationAuction.Request memory request = _request(3000, 20_000, false);
        auction.freeze(ID, 100);
        _open(ada, offers);
        bytes memory book = bytes.concat(_record(3, 1, 3200, 5000, false), _record(5, 1, 3000, 5100, false));
        bytes memory effects = abi.encodePacked(uint16(1000), uint16(1000));
        auction.uncross(ID, 0, request, book, effects, abi.encodePacked(uint16(0), uint16(1)));
        // 3.2 kW at a score of 4.0 cost 12.8; 3 kW at 4.1 cost 12.3.
        book = bytes.concat(_record(3, 1, 3200, 5000, false), _record(5, 1, 0, 5100, false));
        assertEq(uint256(auction.auctionOf(ID).bookHash), uint256(keccak256(book)), "unit 5 was taken");
    }

    /// @dev 2 kW and 1 kW at one price share 1000 W: 667 and 333.
    function test_TiesAtTheMarginMayShareIt() external {
        bytes memory offers = bytes.concat(_offer(3, 2000, 5000, true), _offer(5, 1000, 5000, true));
        _seal(ada, offers);
        IReservationAuction.Request memory request =
            IReservationAuction.Request("line", 1000, 20_000, 100, 100, false, true);
        vm.prank(dso);
        auction.commitRequest(ID, request);
        auction.freeze(ID, 100);
        _open(ada, offers);
        bytes memory book = bytes.concat(_record(3, 1, 2000, 5000, true), _record(5, 1, 1000, 5000, true));
        bytes memory effects = abi.encodePacked(uint16(1000), uint16(1000));
        auction.uncross(ID, 0, request, book, effects, abi.encodePacked(uint16(0), uint16(1)));
        book = bytes.concat(_record(3, 1, 1333, 5000, true), _record(5, 1, 667, 5000, true));
        assertEq(uint256(auction.auctionOf(ID).bookHash), uint256(keccak256(book)), "shared");
    }

    function test_OnlyRolesAct() external {
        bytes[] memory calls = new bytes[](5);
        calls[0] = abi.encodeCall(auction.open, (2, "", 1, 1));
        calls[1] = abi.encodeCall(auction.freeze, (ID, 100));
        calls[2] = abi.encodeCall(auction.openBook, (ID, new IReservationAuction.Opening[](0)));
        IReservationAuction.Request memory request = IReservationAuction.Request("", 1, 1, 1001, 1, true, false);
        calls[3] = abi.encodeCall(auction.uncross, (ID, 0, request, "", "", ""));
        calls[4] = abi.encodeCall(auction.publish, (ID));
        for (uint256 i; i < calls.length; ++i) {
            vm.prank(STRANGER);
            vm.expectRevert(_unauthorized(STRANGER, Roles.OPERATOR));
            (bool ok,) = address(auction).call(calls[i]);
            ok;
        }
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER, Roles.FSP));
        auction.sealOffers(ID, 0);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.NotAnOperator.selector, STRANGER));
        auction.commitRequest(ID, request);
        vm.prank(tso);
        vm.expectRevert(abi.encodeWithSelector(IReservationAuction.ShareTooLarge.selector, 1001));
        auction.commitRequest(ID, request);
    }
}
