// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Roles
/// @notice Who may do what; every contract of the platform uses the same names
library Roles {
    /// @dev Market operator: registers and qualifies assets, holds auctions, publishes lists, closes days
    bytes32 internal constant OPERATOR = keccak256("OPERATOR");

    /// @dev Distribution system operator: prequalifies assets, claims for its own congestion management
    bytes32 internal constant DSO = keccak256("DSO");

    /// @dev Transmission system operator: claims for its congestion management and for balancing
    bytes32 internal constant TSO = keccak256("TSO");

    /// @dev Flexibility service provider: owns assets, offers them, is paid
    bytes32 internal constant FSP = keccak256("FSP");

    /// @dev Meter operator: its signature verifies what was delivered
    bytes32 internal constant METER = keccak256("METER");

    /// @dev Turns euros that were paid in or out into tokens and back
    bytes32 internal constant ISSUER = keccak256("ISSUER");

    /// @dev Moves netted amounts between wallets; held by the settlement contract
    bytes32 internal constant SETTLEMENT = keccak256("SETTLEMENT");
}
