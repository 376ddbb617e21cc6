// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IReservationAuction} from "../interfaces/IReservationAuction.sol";

/// @title MeritOrder
/// @notice Accepts ranked offers against a need; the same rules as in `IReservationAuction`, all in integers
library MeritOrder {
    /// @dev Most offers among which a margin is shared; the work grows with its square.
    uint256 private constant SHARES_MAX = 32;

    /// @dev An offer in its place of the merit order.
    /// `score` is 1000 · p_res + u · p_act, thousandths of µEUR per kW and hour.
    struct Ranked {
        int256 score;
        uint256 effectiveness;
        uint256 powerW;
        bool divisible;
        /// What is accepted, W.
        uint256 takenW;
        /// Whether it shares what is taken with others.
        bool shares;
        /// Where it came from; not looked at here.
        uint256 record;
        uint256 position;
    }

    /// @dev Power needed at the constraint, and the most that may come of indivisible offers, mW.
    struct Need {
        uint256 needMw;
        uint256 ceilingMw;
    }

    /// @dev `inFront` is the place of the offer that the improvement pass put in front of the `last`, and the number of
    /// offers where there is none; so is `last` where nothing was accepted.
    struct Outcome {
        uint256 last;
        uint256 inFront;
        uint256 reliefMw;
    }

    /// @dev What comes of putting an offer in front of the last one.
    struct Attempt {
        uint256 rank;
        uint256 takenW;
        uint256 lastW;
        uint256 reliefMw;
        int256 score;
    }

    /// @notice Sets `takenW` of all offers
    function accept(Ranked[] memory offers, Need memory need) internal pure returns (Outcome memory outcome) {
        outcome = Outcome(offers.length, offers.length, 0);
        int256 scoreSum;
        for (uint256 rank; rank < offers.length && outcome.reliefMw < need.needMw; ++rank) {
            uint256 powerW = takes(offers[rank], outcome.reliefMw, need);
            if (powerW == 0) continue;
            offers[rank].takenW = powerW;
            outcome.last = rank;
            outcome.reliefMw += powerW * offers[rank].effectiveness;
            scoreSum += offers[rank].score * int256(powerW);
        }
        if (outcome.last == offers.length) return outcome;
        if (outcome.reliefMw < need.needMw || !offers[outcome.last].divisible) {
            _improve(offers, need, outcome, scoreSum);
        }
    }

    /// @notice Shares what was taken of the offers that share by their power: rounded down, then one W more for the
    /// largest remainders, ties by place
    function share(Ranked[] memory offers) internal pure {
        uint256[] memory ranks = _sharing(offers);
        uint256 totalW;
        uint256 powerW;
        for (uint256 i; i < ranks.length; ++i) {
            totalW += offers[ranks[i]].takenW;
            powerW += offers[ranks[i]].powerW;
        }
        uint256 leftW = totalW;
        uint256[] memory remainders = new uint256[](ranks.length);
        for (uint256 i; i < ranks.length; ++i) {
            Ranked memory offer = offers[ranks[i]];
            offer.takenW = totalW * offer.powerW / powerW;
            leftW -= offer.takenW;
            // One more than the remainder, so that zero means served.
            remainders[i] = 1 + totalW * offer.powerW % powerW;
        }
        for (; leftW != 0; --leftW) {
            uint256 largest;
            for (uint256 i = 1; i < ranks.length; ++i) {
                if (remainders[i] > remainders[largest]) largest = i;
            }
            ++offers[ranks[largest]].takenW;
            remainders[largest] = 0;
        }
    }

    /// @dev The places of the offers that share.
    function _sharing(Ranked[] memory offers) private pure returns (uint256[] memory ranks) {
        uint256 count;
        for (uint256 rank; rank < offers.length; ++rank) {
            if (offers[rank].shares) ++count;
        }
        if (count > SHARES_MAX) revert IReservationAuction.TooManyTies(count, SHARES_MAX);
        ranks = new uint256[](count);
        count = 0;
        for (uint256 rank; rank < offers.length; ++rank) {
            if (offers[rank].shares) ranks[count++] = rank;
        }
    }

    /// @notice How much of an offer is taken when `reliefMw` is there already, W
    function takes(Ranked memory offer, uint256 reliefMw, Need memory need) internal pure returns (uint256 powerW) {
        if (reliefMw >= need.needMw) return 0;
        // Rounded up: the last W may bring more than is missing.
        uint256 wanted = (need.needMw - reliefMw + offer.effectiveness - 1) / offer.effectiveness;
        if (wanted >= offer.powerW) return offer.powerW;
        if (offer.divisible) return wanted;
        return reliefMw + offer.powerW * offer.effectiveness > need.ceilingMw ? 0 : offer.powerW;
    }

    /// @dev Tries each offer not taken in front of the last one accepted; the first of the best attempts stands.
    function _improve(Ranked[] memory offers, Need memory need, Outcome memory outcome, int256 scoreSum) private pure {
        Ranked memory last = offers[outcome.last];
        uint256 withoutLast = outcome.reliefMw - last.takenW * last.effectiveness;
        int256 scoreWithoutLast = scoreSum - last.score * int256(last.takenW);
        Attempt memory best = Attempt(offers.length, 0, last.takenW, outcome.reliefMw, scoreSum);
        for (uint256 rank; rank < offers.length; ++rank) {
            if (offers[rank].takenW != 0) continue;
            Attempt memory attempt = _attempt(offers[rank], last, withoutLast, need);
            if (attempt.takenW == 0) continue;
            attempt.rank = rank;
            attempt.score += scoreWithoutLast;
            if (_isBetter(attempt, best, need.needMw)) best = attempt;
        }
        if (best.rank == offers.length) return;
        offers[best.rank].takenW = best.takenW;
        last.takenW = best.lastW;
        (outcome.inFront, outcome.reliefMw) = (best.rank, best.reliefMw);
    }

    function _attempt(Ranked memory offer, Ranked memory last, uint256 reliefMw, Need memory need)
        private
        pure
        returns (Attempt memory attempt)
    {
        attempt.takenW = takes(offer, reliefMw, need);
        attempt.reliefMw = reliefMw + attempt.takenW * offer.effectiveness;
        attempt.lastW = takes(last, attempt.reliefMw, need);
        attempt.reliefMw += attempt.lastW * last.effectiveness;
        attempt.score = offer.score * int256(attempt.takenW) + last.score * int256(attempt.lastW);
    }

    /// @dev More of the need is covered, or as much for a lower sum of scores.
    function _isBetter(Attempt memory a, Attempt memory b, uint256 needMw) private pure returns (bool) {
        uint256 coveredA = a.reliefMw < needMw ? a.reliefMw : needMw;
        uint256 coveredB = b.reliefMw < needMw ? b.reliefMw : needMw;
        return coveredA > coveredB || (coveredA == coveredB && a.score < b.score);
    }
}
