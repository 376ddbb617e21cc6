// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IReservationAuction} from "../interfaces/IReservationAuction.sol";
import {MeritOrder} from "./MeritOrder.sol";
import {PackedBytes} from "./PackedBytes.sol";

/// @title OfferBook
/// @notice Reads the book of a reservation auction and writes its outcome; layouts as in `IReservationAuction`
library OfferBook {
    using PackedBytes for bytes;

    uint256 internal constant RECORD = 18;
    uint256 internal constant PERMILLE = 1000;
    /// @dev A sensitivity of 5 %.
    uint256 private constant EFFECTIVENESS_MIN = 50;

    /// @dev Reads the offers in the order of the ranking, checks that it ascends and leaves nothing out, and returns
    /// those within the cap.
    function inOrder(
        IReservationAuction.Request calldata terms,
        bytes calldata book,
        bytes calldata effectiveness,
        bytes calldata ranking
    ) internal pure returns (MeritOrder.Ranked[] memory offers) {
        _checkComplete(book, effectiveness, ranking.length / 2);
        offers = new MeritOrder.Ranked[](ranking.length / 2);
        uint256 within = offers.length;
        for (uint256 i; i < offers.length; ++i) {
            MeritOrder.Ranked memory offer = _read(book, effectiveness, i, ranking.wordAt(2 * i) >> 240);
            offer.score = int256(PERMILLE * _reservationPrice(offer.record))
                + int256(uint256(terms.utilisationPermille)) * _activationPrice(offer.record);
            offers[i] = offer;
            if (i != 0 && !_isBefore(offers[i - 1], offer)) revert IReservationAuction.NotAscending(i);
            if (i < within && offer.score > int256(uint256(terms.scoreCap) * offer.effectiveness)) within = i;
        }
        assembly ("memory-safe") {
            // What stands behind the last one within the cap is not served.
            mstore(offers, within)
        }
    }

    /// @dev The offer at a position of the book, without its score.
    function _read(bytes calldata book, bytes calldata effectiveness, uint256 place, uint256 position)
        private
        pure
        returns (MeritOrder.Ranked memory offer)
    {
        // A position past the book has no effectiveness either.
        if (position * RECORD < book.length) {
            offer.effectiveness = effectiveness.wordAt(2 * position) >> 240;
            offer.record = book.wordAt(position * RECORD) >> 112;
        }
        offer.powerW = uint32(offer.record >> 56);
        if (offer.effectiveness < EFFECTIVENESS_MIN || offer.powerW == 0) {
            revert IReservationAuction.RankedInVain(place, position);
        }
        offer.divisible = uint8(offer.record) != 0;
        offer.position = position;
    }

    /// @dev Since the ranking ascends strictly it names no offer twice, so the right number is all that is missing.
    function _checkComplete(bytes calldata book, bytes calldata effectiveness, uint256 ranked) private pure {
        uint256 offers = book.length / RECORD;
        if (effectiveness.length != 2 * offers) revert IReservationAuction.OffersMalformed(effectiveness.length);
        uint256 effective;
        for (uint256 i; i < offers; ++i) {
            uint256 permille = effectiveness.wordAt(2 * i) >> 240;
            if (permille > PERMILLE) revert IReservationAuction.ShareTooLarge(permille);
            if (permille >= EFFECTIVENESS_MIN && uint32(book.wordAt(i * RECORD) >> 168) != 0) ++effective;
        }
        if (ranked != effective) revert IReservationAuction.RankingIncomplete(ranked, effective);
    }

    /// @dev Scores per relief are compared as fractions, so nothing is rounded. Ties go to the lower activation price, then to
    /// the earlier seal, then to the lower unit; there are no others, because a unit is offered once.
    function _isBefore(MeritOrder.Ranked memory a, MeritOrder.Ranked memory b) private pure returns (bool) {
        int256 left = a.score * int256(b.effectiveness);
        int256 right = b.score * int256(a.effectiveness);
        if (left != right) return left < right;
        int256 priceA = _activationPrice(a.record);
        int256 priceB = _activationPrice(b.record);
        if (priceA != priceB) return priceA < priceB;
        uint256 tieA = (uint256(uint24(a.record >> 88)) << 32) | _unit(a.record);
        uint256 tieB = (uint256(uint24(b.record >> 88)) << 32) | _unit(b.record);
        return tieA < tieB;
    }

    /// @dev Divisible offers that tie at the margin, in score, activation price and effectiveness, share what they give
    /// by their power instead of serving the earlier first.
    function shareMargin(MeritOrder.Ranked[] memory offers) internal pure {
        uint256 cut;
        while (cut < offers.length && (offers[cut].takenW == 0 || offers[cut].takenW == offers[cut].powerW)) ++cut;
        if (cut == offers.length) return;
        MeritOrder.Ranked memory margin = offers[cut];
        for (uint256 rank; rank < offers.length; ++rank) {
            MeritOrder.Ranked memory offer = offers[rank];
            offer.shares = offer.divisible && offer.score == margin.score
                && offer.effectiveness == margin.effectiveness
                && _activationPrice(offer.record) == _activationPrice(margin.record);
        }
        MeritOrder.share(offers);
    }

    /// @dev The hash of the book without what was accepted.
    function remaining(bytes calldata book, MeritOrder.Ranked[] memory offers) internal pure returns (bytes32) {
        bytes memory rest = book;
        for (uint256 rank; rank < offers.length; ++rank) {
            MeritOrder.Ranked memory offer = offers[rank];
            if (offer.takenW == 0) continue;
            uint256 left = offer.powerW - offer.takenW;
            uint256 start = offer.position * RECORD;
            assembly ("memory-safe") {
                // Power lies in bytes 7 to 10 of the record.
                let place := add(add(rest, 39), start)
                for { let i := 0 } lt(i, 4) { i := add(i, 1) } { mstore8(add(place, i), byte(add(28, i), left)) }
            }
        }
        return keccak256(rest);
    }

    /// @dev Packs what was accepted, 16 bytes each.
    function pack(
        IReservationAuction.Request calldata terms,
        MeritOrder.Ranked[] memory offers,
        MeritOrder.Outcome memory outcome,
        MeritOrder.Ranked memory marginal,
        uint256 count
    ) internal pure returns (bytes memory accepted) {
        accepted = new bytes(16 * count);
        uint256 index;
        for (uint256 rank; rank < offers.length; ++rank) {
            // The place of the offer that was put in front is right before the last.
            if (rank == outcome.last && outcome.inFront != offers.length && !offers[outcome.inFront].shares) {
                _write(accepted, index++, terms, offers[outcome.inFront], marginal);
            }
            if (offers[rank].takenW == 0 || rank == outcome.inFront || offers[rank].shares) continue;
            _write(accepted, index++, terms, offers[rank], marginal);
        }
        for (uint256 rank; rank < offers.length; ++rank) {
            if (!offers[rank].shares || offers[rank].takenW == 0) continue;
            _write(accepted, index++, terms, offers[rank], marginal);
        }
    }

    function _write(
        bytes memory accepted,
        uint256 index,
        IReservationAuction.Request calldata terms,
        MeritOrder.Ranked memory offer,
        MeritOrder.Ranked memory marginal
    ) private pure {
        uint256 price = _reservationPrice(offer.record);
        if (terms.uniform) {
            price = _lifted(offer, marginal, int256(uint256(terms.utilisationPermille)) * _activationPrice(offer.record));
        }
        uint256 word = (_unit(offer.record) << 96) | (offer.takenW << 64) | price;
        assembly ("memory-safe") {
            // Written from the end of the entry backwards: what stands before is kept.
            let place := add(add(accepted, 16), shl(4, index))
            mstore(place, or(shl(128, shr(128, mload(place))), word))
        }
    }

    /// @dev The reservation price at which an offer has the score of the marginal one; rounded down, but never below
    /// its own, because that one is exact.
    function _lifted(MeritOrder.Ranked memory offer, MeritOrder.Ranked memory marginal, int256 activation)
        private
        pure
        returns (uint256)
    {
        int256 score = marginal.score * int256(offer.effectiveness) - activation * int256(marginal.effectiveness);
        // Never negative: the marginal score per relief is at least the offer's own, and its reservation price is not.
        return uint256(score) / (PERMILLE * marginal.effectiveness);
    }

    function _unit(uint256 record) private pure returns (uint256) {
        return uint32(record >> 112);
    }

    function _reservationPrice(uint256 record) private pure returns (uint256) {
        return uint24(record >> 32);
    }

    function _activationPrice(uint256 record) private pure returns (int256) {
        return int24(uint24(record >> 8));
    }
}
