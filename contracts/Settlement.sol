// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {IFlexToken} from "./interfaces/IFlexToken.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {Roles} from "./libraries/Roles.sol";

contract Settlement is ISettlement, AccessControl, Pausable {
    IFlexToken private immutable _token;
    uint32 private _nextDay;
    uint32 private _dayCount;
    mapping(uint32 day => bytes32 root) private _roots;

    constructor(address admin, IFlexToken token) {
        _token = token;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(Roles.OPERATOR, admin);
    }

    /// @inheritdoc ISettlement
    function settleDay(uint32 day, bytes32 merkleRoot, bytes calldata packed)
        external
        onlyRole(Roles.OPERATOR)
        whenNotPaused
    {
        if (_dayCount != 0 && day != _nextDay) revert DayOutOfOrder(_nextDay, day);
        _nextDay = day + 1;
        ++_dayCount;
        _roots[day] = merkleRoot;
        if (packed.length != 0) _token.settle(packed);
        emit DaySettled(day, merkleRoot, packed.length / 32);
    }

    /// @inheritdoc ISettlement
    function pause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _pause();
    }

    /// @inheritdoc ISettlement
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }

    /// @inheritdoc ISettlement
    function verifyEntry(uint32 day, bytes32[] calldata proof, bytes32 leaf) external view returns (bool) {
        return MerkleProof.verifyCalldata(proof, rootOf(day), leaf);
    }

    /// @inheritdoc ISettlement
    function dayCount() external view returns (uint32) {
        return _dayCount;
    }

    /// @inheritdoc ISettlement
    function rootOf(uint32 day) public view returns (bytes32) {
        // Closed days are the `_dayCount` ones before `_nextDay`.
        if (day >= _nextDay || _nextDay - day > _dayCount) revert DayUnknown(day);
        return _roots[day];
    }

    /// @inheritdoc ISettlement
    function entryLeaf(uint32 day, uint32 entry, uint32 from, uint32 to, uint32 kind, uint128 amountMicroEur)
        external
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(day, entry, from, to, kind, amountMicroEur));
    }
}
