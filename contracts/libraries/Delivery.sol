// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ISettlement} from "../interfaces/ISettlement.sol";

/// @title Delivery
/// @notice What a delivery is paid and charged; all in integers
library Delivery {
    uint256 private constant WH_PER_KWH = 1000;
    uint256 private constant PERMILLE = 1000;

    /// @notice How a batch is paid
    struct Rule {
        ISettlement.PenaltyRule kind;
        uint256 first;
        uint256 second;
    }

    function ruleOf(ISettlement.Terms memory terms) internal pure returns (Rule memory) {
        return Rule(terms.rule, terms.first, terms.second);
    }

    /// @notice The price of everything that is ordered, rounded up, µEUR
    function escrow(ISettlement.Terms memory terms) internal pure returns (uint64) {
        return uint64(up(terms.priceMicro, terms.orderedWh));
    }

    /// @notice The penalty where nothing is delivered, rounded up, µEUR
    function collateral(ISettlement.Terms memory terms) internal pure returns (uint64) {
        return terms.rule == ISettlement.PenaltyRule.SingleSided ? uint64(up(terms.penaltyMicro, terms.orderedWh)) : 0;
    }

    /// @notice What is paid for a delivery, rounded down, µEUR
    function paid(ISettlement.Terms memory terms, uint256 verifiedWh) internal pure returns (uint64) {
        uint256 paidWh = verifiedWh < terms.orderedWh ? verifiedWh : terms.orderedWh;
        return uint64(paidFor(ruleOf(terms), terms.priceMicro, terms.orderedWh, paidWh));
    }

    /// @notice What is charged for missing energy, rounded up, µEUR
    function penalty(ISettlement.Terms memory terms, uint256 verifiedWh) internal pure returns (uint64) {
        if (terms.rule != ISettlement.PenaltyRule.SingleSided || verifiedWh >= terms.orderedWh) return 0;
        return uint64(up(terms.penaltyMicro, terms.orderedWh - verifiedWh));
    }

    /// @notice Price times energy, rounded up, µEUR
    /// @dev Both have 32 bits, so nothing overflows, and the result fits 64.
    function up(uint256 priceMicro, uint256 energyWh) internal pure returns (uint256) {
        unchecked {
            return (priceMicro * energyWh + WH_PER_KWH - 1) / WH_PER_KWH;
        }
    }

    /// @notice What is paid for at most what was ordered, rounded down, µEUR
    /// @dev The price is multiplied by the performance factor first and rounded down to a µEUR/kWh, then multiplied by
    /// the energy and rounded down to a µEUR. All inputs have 32 bits, so nothing overflows.
    function paidFor(Rule memory rule, uint256 priceMicro, uint256 orderedWh, uint256 paidWh)
        internal
        pure
        returns (uint256)
    {
        unchecked {
            if (rule.kind != ISettlement.PenaltyRule.SingleSided) {
                (uint256 numerator, uint256 denominator) = _factor(rule, orderedWh, paidWh);
                priceMicro = priceMicro * numerator / denominator;
            }
            return priceMicro * paidWh / WH_PER_KWH;
        }
    }

    /// @notice Whether less than a floor was delivered
    /// @param floor Thousandths of what was ordered
    function isBelow(uint256 orderedWh, uint256 verifiedWh, uint256 floor) internal pure returns (bool) {
        return verifiedWh * PERMILLE < orderedWh * floor;
    }

    /// @dev Share of the price that remains, as a fraction of at most 1.
    function _factor(Rule memory rule, uint256 ordered, uint256 paidWh)
        private
        pure
        returns (uint256 numerator, uint256 denominator)
    {
        (uint256 first, uint256 second) = (rule.first, rule.second);
        if (rule.kind == ISettlement.PenaltyRule.GraceSlope) {
            // 1 - slope · (1 - grace - delivered), over ordered · 1000 · 1000.
            denominator = ordered * PERMILLE * PERMILLE;
            uint256 due = first < PERMILLE ? ordered * (PERMILLE - first) : 0;
            uint256 missing = due > paidWh * PERMILLE ? due - paidWh * PERMILLE : 0;
            numerator = missing * second < denominator ? denominator - missing * second : 0;
        } else if (rule.kind == ISettlement.PenaltyRule.ProportionalFloor && first < PERMILLE) {
            denominator = ordered * (PERMILLE - first);
            numerator = paidWh * PERMILLE > ordered * first ? paidWh * PERMILLE - ordered * first : 0;
        } else {
            bool failed = rule.kind == ISettlement.PenaltyRule.Strike && isBelow(ordered, paidWh, first);
            (numerator, denominator) = (failed ? 0 : 1, 1);
        }
    }
}
