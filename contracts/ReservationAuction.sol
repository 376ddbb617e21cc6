// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {IReservationAuction} from "./interfaces/IReservationAuction.sol";
import {MeritOrder} from "./libraries/MeritOrder.sol";
import {OfferBook} from "./libraries/OfferBook.sol";
import {PackedBytes} from "./libraries/PackedBytes.sol";
import {Roles} from "./libraries/Roles.sol";

/// @dev Several steps go into one transaction by OpenZeppelin's `multicall`.
contract ReservationAuction is IReservationAuction, AccessControl, EIP712, Nonces, Multicall {
    using PackedBytes for bytes;

    uint256 private constant OFFERS_MAX = 1000;
    uint256 private constant SEALED = 15;
    bytes32 private constant SEALS = keccak256("Seals(bytes32 seals,uint256 nonce)");
    bytes32 private constant REQUESTS = keccak256("Requests(bytes32 requests,uint256 nonce)");

    struct Seal {
        bytes32 commitment;
        uint24 sequence;
        bool opened;
    }

    IAssetRegistry private immutable _registry;
    mapping(uint32 auction => Auction state) private _auctions;
    mapping(uint32 auction => mapping(address provider => Seal)) private _seals;
    /// @dev Zero once served.
    mapping(uint32 auction => mapping(uint16 request => bytes32 terms)) private _requests;

    constructor(address admin, IAssetRegistry registry) EIP712("ReservationAuction", "1") {
        _registry = registry;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(Roles.OPERATOR, admin);
    }

    /// @inheritdoc IReservationAuction
    function open(uint32 auction, bytes32 product, uint32 freezeMinute, uint32 powerWMin)
        external
        onlyRole(Roles.OPERATOR)
    {
        Auction storage state = _inPhase(auction, Phase.None);
        state.phase = Phase.Call;
        state.freezeMinute = freezeMinute;
        state.powerWMin = powerWMin;
        state.lastCap = type(uint40).max;
        state.product = product;
        emit AuctionOpened(auction, product, freezeMinute, powerWMin);
    }

    /// @inheritdoc IReservationAuction
    function sealOffers(uint32 auction, bytes32 commitment) external onlyRole(Roles.FSP) {
        _seal(auction, msg.sender, commitment);
    }

    /// @inheritdoc IReservationAuction
    function sealSigned(address provider, SignedSeal[] calldata seals, bytes calldata signature) external {
        _checkRole(Roles.FSP, provider);
        _checkSigned(provider, SEALS, keccak256(abi.encode(seals)), signature);
        for (uint256 i; i < seals.length; ++i) {
            _seal(seals[i].auction, provider, seals[i].commitment);
        }
    }

    /// @inheritdoc IReservationAuction
    function commitRequest(uint32 auction, Request calldata terms) external returns (uint16 request) {
        return _commit(auction, msg.sender, terms);
    }

    /// @inheritdoc IReservationAuction
    function commitSigned(address operator, SignedRequest[] calldata requests, bytes calldata signature) external {
        _checkSigned(operator, REQUESTS, keccak256(abi.encode(requests)), signature);
        for (uint256 i; i < requests.length; ++i) {
            _commit(requests[i].auction, operator, requests[i].terms);
        }
    }

    /// @inheritdoc IReservationAuction
    function freeze(uint32 auction, uint32 marketMinute) external onlyRole(Roles.OPERATOR) {
        Auction storage state = _inPhase(auction, Phase.Call);
        if (marketMinute < state.freezeMinute) revert FreezeTooEarly(auction, state.freezeMinute, marketMinute);
        state.phase = Phase.Freeze;
        emit AuctionFrozen(auction, marketMinute, state.seals);
    }

    /// @inheritdoc IReservationAuction
    function openBook(uint32 auction, Opening[] calldata openings) external onlyRole(Roles.OPERATOR) {
        Auction storage state = _inPhase(auction, Phase.Freeze);
        uint256 offers;
        for (uint256 i; i < openings.length; ++i) {
            uint256 length = openings[i].offers.length;
            if (length % SEALED != 0) revert OffersMalformed(length);
            offers += length / SEALED;
        }
        if (offers > OFFERS_MAX) revert TooManyOffers(offers, OFFERS_MAX);
        // Records are written with whole words, so the last one needs some room.
        uint256 record = OfferBook.RECORD;
        bytes memory book = new bytes(offers * record + 32);
        assembly ("memory-safe") {
            mstore(book, mul(offers, record))
        }
        uint256 offset;
        for (uint256 i; i < openings.length; ++i) {
            offset = _openSeal(auction, openings[i], state.powerWMin, book, offset);
        }
        state.phase = Phase.Uncross;
        state.opened = uint16(openings.length);
        state.bookHash = keccak256(book);
        emit BookOpened(auction, book, state.opened, state.seals);
    }

    /// @inheritdoc IReservationAuction
    function uncross(
        uint32 auction,
        uint16 request,
        Request calldata terms,
        bytes calldata book,
        bytes calldata effectiveness,
        bytes calldata ranking
    ) external onlyRole(Roles.OPERATOR) {
        Auction storage state = _inPhase(auction, Phase.Uncross);
        if (keccak256(book) != state.bookHash) revert BookUnknown(auction, state.bookHash, keccak256(book));
        if (_requests[auction][request] != keccak256(abi.encode(terms))) revert RequestUnknown(auction, request);
        if (terms.scoreCap > state.lastCap) revert CapAscends(state.lastCap, terms.scoreCap);
        state.lastCap = terms.scoreCap;
        delete _requests[auction][request];
        ++state.served;

        MeritOrder.Ranked[] memory offers = OfferBook.inOrder(terms, book, effectiveness, ranking);
        MeritOrder.Need memory need = MeritOrder.Need(
            uint256(terms.quantityW) * OfferBook.PERMILLE, uint256(terms.quantityW) * (OfferBook.PERMILLE + terms.overshootPermille)
        );
        MeritOrder.Outcome memory outcome = MeritOrder.accept(offers, need);
        if (terms.proRata) OfferBook.shareMargin(offers);
        state.bookHash = OfferBook.remaining(book, offers);
        _emitServed(auction, request, terms, offers, outcome);
    }

    /// @inheritdoc IReservationAuction
    function publish(uint32 auction) external onlyRole(Roles.OPERATOR) {
        Auction storage state = _inPhase(auction, Phase.Uncross);
        if (state.served != state.requests) revert RequestsOpen(state.served, state.requests);
        state.phase = Phase.Published;
        emit AuctionPublished(auction, state.requests);
    }

    /// @inheritdoc IReservationAuction
    function recordOutcome(uint32 auction, bytes32 product, bytes32 outcome, bytes32 reason)
        external
        onlyRole(Roles.OPERATOR)
    {
        Auction storage state = _inPhase(auction, Phase.None);
        (state.phase, state.product, state.bookHash) = (Phase.Published, product, outcome);
        emit OutcomeRecorded(auction, product, outcome, reason);
    }

    /// @inheritdoc IReservationAuction
    function auctionOf(uint32 auction) external view returns (Auction memory) {
        return _auctions[auction];
    }

    /// @inheritdoc IReservationAuction
    function sealOf(uint32 auction, address provider) external view returns (bytes32) {
        return _seals[auction][provider].commitment;
    }

    /// @inheritdoc IReservationAuction
    function offersMax() external pure returns (uint256) {
        return OFFERS_MAX;
    }

    function _seal(uint32 auction, address provider, bytes32 commitment) private {
        Auction storage state = _inPhase(auction, Phase.Call);
        Seal storage entry = _seals[auction][provider];
        if (commitment == 0 && entry.commitment == 0) revert NothingSealed(auction, provider);
        if (entry.commitment == 0) ++state.seals;
        if (commitment == 0) --state.seals;
        entry.commitment = commitment;
        entry.sequence = ++state.sequence;
        emit OffersSealed(auction, provider, commitment, entry.sequence);
    }

    function _commit(uint32 auction, address operator, Request calldata terms) private returns (uint16 request) {
        if (!hasRole(Roles.DSO, operator) && !hasRole(Roles.TSO, operator)) revert NotAnOperator(operator);
        Auction storage state = _inPhase(auction, Phase.Call);
        if (terms.utilisationPermille > OfferBook.PERMILLE) revert ShareTooLarge(terms.utilisationPermille);
        request = state.requests++;
        _requests[auction][request] = keccak256(abi.encode(terms));
        emit RequestCommitted(auction, request, operator, terms);
    }

    function _checkSigned(address account, bytes32 what, bytes32 content, bytes calldata signature) private {
        bytes32 hash = _hashTypedDataV4(keccak256(abi.encode(what, content, _useNonce(account))));
        address signer = ECDSA.recoverCalldata(hash, signature);
        if (signer != account) revert NotSignedBy(account, signer);
    }

    /// @dev Checks one provider's offers against its seal, writes them into the book from `offset` on, and returns the
    /// offset after them.
    function _openSeal(
        uint32 auction,
        Opening calldata opening,
        uint32 powerWMin,
        bytes memory book,
        uint256 offset
    ) private returns (uint256) {
        Seal storage entry = _seals[auction][opening.provider];
        bytes32 found = keccak256(abi.encodePacked(auction, opening.provider, opening.salt, opening.offers));
        if (entry.opened || found != entry.commitment) revert SealBroken(auction, opening.provider);
        entry.opened = true;
        uint256 sequence = entry.sequence;
        // Units ascend, and belong to one provider each, so none is offered twice.
        uint256 next;
        for (uint256 start; start < opening.offers.length; start += SEALED) {
            uint256 record = opening.offers.wordAt(start) >> 136;
            uint32 unit = uint32(record >> 88);
            if (unit < next) revert UnitsNotAscending(unit);
            next = uint256(unit) + 1;
            uint32 powerW = uint32(record >> 56);
            if (_registry.offeringOwner(unit) != opening.provider) revert UnitNotOffered(unit, opening.provider);
            if (powerW == 0 || powerW < powerWMin) revert PowerTooSmall(unit, powerW);
            if (uint8(record) > 1) revert OffersMalformed(opening.offers.length);
            uint256 word = (uint256(unit) << 224) | (sequence << 200) | ((record & ((1 << 88) - 1)) << 112);
            assembly ("memory-safe") {
                // The other bytes written are zeros, which fall on records still to come, or on the room behind.
                mstore(add(add(book, 32), offset), word)
            }
            offset += OfferBook.RECORD;
        }
        return offset;
    }

    function _emitServed(
        uint32 auction,
        uint16 request,
        Request calldata terms,
        MeritOrder.Ranked[] memory offers,
        MeritOrder.Outcome memory outcome
    ) private {
        MeritOrder.Ranked memory marginal;
        uint256 count;
        for (uint256 rank; rank < offers.length; ++rank) {
            if (offers[rank].takenW == 0) continue;
            // The ranking ascends, so the last one accepted has the highest score.
            marginal = offers[rank];
            ++count;
        }
        uint256 needMw = uint256(terms.quantityW) * OfferBook.PERMILLE;
        emit RequestServed(
            auction,
            request,
            OfferBook.pack(terms, offers, outcome, marginal, count),
            uint64(outcome.reliefMw),
            uint64(outcome.reliefMw < needMw ? needMw - outcome.reliefMw : 0),
            int64(marginal.score),
            uint16(marginal.effectiveness)
        );
    }

    function _inPhase(uint32 auction, Phase phase) private view returns (Auction storage state) {
        state = _auctions[auction];
        if (state.phase != phase) revert WrongPhase(auction, state.phase);
    }
}
