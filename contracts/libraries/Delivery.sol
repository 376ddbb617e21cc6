// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ISettlement} from "../interfaces/ISettlement.sol";

/// @title Delivery
/// @notice What a delivery is paid and charged; all in integers
library Delivery {
    uint256 private constant WH_PER_KWH = 1000;
    uint256 private constant PERMILLE = 1000;

    /// @notice The price of everything that is ordered, rounded up, µEUR
    function escrow(ISettlement.Terms memory terms) internal pure returns (uint64) {
        return _up(terms.priceMicro, terms.orderedWh);
    }

    /// @notice The penalty where nothing is delivered, rounded up, µEUR
    function collateral(ISettlement.Terms memory terms) internal pure returns (uint64) {
        return terms.rule == ISettlement.PenaltyRule.SingleSided ? _up(terms.penaltyMicro, terms.orderedWh) : 0;
    }

    /// @notice What is paid for a delivery, rounded down, µEUR
    /// @dev The price is multiplied by the performance factor first and rounded down to a µEUR/kWh, then multiplied by
    /// the energy and rounded down to a µEUR.
    function paid(ISettlement.Terms memory terms, uint256 verifiedWh) internal pure returns (uint64) {
        uint256 paidWh = verifiedWh < terms.orderedWh ? verifiedWh : terms.orderedWh;
        (uint256 numerator, uint256 denominator) = _factor(terms, paidWh);
        uint256 priceMicro = uint256(terms.priceMicro) * numerator / denominator;
        return uint64(priceMicro * paidWh / WH_PER_KWH);
    }

    /// @notice What is charged for missing energy, rounded up, µEUR
    function penalty(ISettlement.Terms memory terms, uint256 verifiedWh) internal pure returns (uint64) {
        if (terms.rule != ISettlement.PenaltyRule.SingleSided || verifiedWh >= terms.orderedWh) return 0;
        return _up(terms.penaltyMicro, terms.orderedWh - verifiedWh);
    }

    /// @notice Whether less than a floor was delivered
    /// @param floor Thousandths of what was ordered
    function isBelow(uint256 orderedWh, uint256 verifiedWh, uint256 floor) internal pure returns (bool) {
        return verifiedWh * PERMILLE < orderedWh * floor;
    }

    /// @dev Share of the price that remains, as a fraction of at most 1.
    function _factor(ISettlement.Terms memory terms, uint256 paidWh)
        private
        pure
        returns (uint256 numerator, uint256 denominator)
    {
        uint256 ordered = terms.orderedWh;
        (uint256 first, uint256 second) = (terms.first, terms.second);
        if (terms.rule == ISettlement.PenaltyRule.GraceSlope) {
            // 1 - slope · (1 - grace - delivered), over ordered · 1000 · 1000.
            denominator = ordered * PERMILLE * PERMILLE;
            uint256 due = first < PERMILLE ? ordered * (PERMILLE - first) : 0;
            uint256 missing = due > paidWh * PERMILLE ? due - paidWh * PERMILLE : 0;
            numerator = missing * second < denominator ? denominator - missing * second : 0;
        } else if (terms.rule == ISettlement.PenaltyRule.ProportionalFloor && first < PERMILLE) {
            denominator = ordered * (PERMILLE - first);
            numerator = paidWh * PERMILLE > ordered * first ? paidWh * PERMILLE - ordered * first : 0;
        } else {
            bool failed = terms.rule == ISettlement.PenaltyRule.Strike && isBelow(ordered, paidWh, first);
            (numerator, denominator) = (failed ? 0 : 1, 1);
        }
    }

    /// @dev At most 2^32 · 2^32 / 1000, so it fits 64 bits.
    function _up(uint256 priceMicro, uint256 energyWh) private pure returns (uint64) {
        return uint64((priceMicro * energyWh + WH_PER_KWH - 1) / WH_PER_KWH);
    }
}
