// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title IReservationAuction
/// @notice Call auctions in which system operators reserve flexibility ahead: sealed offers for one product and service
/// window, then the operators' requests, served in descending order of their caps. Power in W, prices in µEUR.
///
/// - Call: providers seal their offers by a hash, and may replace or cancel them; operators commit to requests.
/// - Freeze: nothing is taken any more; the sealed offers are opened and become the book.
/// - Uncross: each request is served with what earlier ones left.
/// - Published: the outcome stands.
///
/// An offer is ranked by its score per kW that reaches the constraint, (p_res + u · p_act) / effectiveness, ascending.
/// Ties go to the lower activation price, then to the provider that sealed earlier, then to the lower unit. An offer is accepted while the request is not
/// covered. A divisible one gives what is missing, rounded up to a W. An indivisible one that is more than what is
/// missing is taken whole where the sum stays below the request and its overshoot, and skipped otherwise. One pass then
/// repairs what skipping or overshooting did at the margin: each offer not taken is tried in front of the last one
/// accepted, which then gives only what is still missing; the best attempt stands if it covers more, or as much for a
/// lower sum of scores. Offers above the cap, and those of which less than 5 % reaches the constraint, stay out.
///
/// @dev A sealed offer is a record of 15 bytes, big-endian: unit uint32, power W uint32, reservation price µEUR per kW
/// and hour uint24, activation price µEUR/kWh int24, divisible uint8 (0 or 1). A record of the book has 18: the same
/// with the provider's sequence uint24 after the unit. The book is kept as a hash; calls bring it along.
interface IReservationAuction {
    /// @notice Where an auction stands
    enum Phase {
        None,
        Call,
        Freeze,
        Uncross,
        Published
    }

    /// @notice An auction
    /// @param product Hash of what is auctioned: product, zone, direction, service window
    /// @param freezeMinute Market minute from which on nothing is taken
    /// @param powerWMin Smallest offer, W
    /// @param sequence Seals so far, replaced ones included; the next one is numbered on
    /// @param seals Providers that have sealed offers
    /// @param opened Of these, how many are in the book
    /// @param requests Requests that operators committed to
    /// @param served Of these, how many were served
    /// @param lastCap Cap of the request served last, µEUR per kW and hour
    struct Auction {
        Phase phase;
        uint32 freezeMinute;
        uint32 powerWMin;
        uint24 sequence;
        uint16 seals;
        uint16 opened;
        uint16 requests;
        uint16 served;
        uint40 lastCap;
        bytes32 product;
        bytes32 bookHash;
    }

    /// @notice What an operator wants to reserve
    /// @param constraint Hash of the element to relieve, for the record
    /// @param quantityW Power needed at the constraint, W
    /// @param scoreCap Highest score per kW of relief, µEUR per kW and hour
    /// @param utilisationPermille Expected share of reserved hours with activation, at most 1000
    /// @param overshootPermille By how much indivisible offers may exceed the request, thousandths of it
    /// @param uniform Whether every accepted offer is paid as if its score were the highest accepted one
    /// @param proRata Whether divisible offers that tie at the margin, in score, activation price and effectiveness,
    /// share what they give by their power, instead of serving the earlier seal first
    struct Request {
        bytes32 constraint;
        uint32 quantityW;
        uint40 scoreCap;
        uint16 utilisationPermille;
        uint16 overshootPermille;
        bool uniform;
        bool proRata;
    }

    /// @notice A seal that its provider signed
    struct SignedSeal {
        uint32 auction;
        bytes32 commitment;
    }

    /// @notice A request that its operator signed
    struct SignedRequest {
        uint32 auction;
        Request terms;
    }

    /// @notice The offers of one provider, opened
    /// @param offers Records of 15 bytes, units ascending
    /// @param salt What kept the seal from being guessed
    struct Opening {
        address provider;
        bytes32 salt;
        bytes offers;
    }

    /// @notice Thrown when an auction is not in the phase that a call needs
    error WrongPhase(uint32 auction, Phase phase);

    /// @notice Thrown when an auction is frozen before its time
    error FreezeTooEarly(uint32 auction, uint32 freezeMinute, uint32 marketMinute);

    /// @notice Thrown when an account that is no system operator hands in a request
    error NotAnOperator(address account);

    /// @notice Thrown when what somebody sends for an account is not signed by it, or was sent before
    error NotSignedBy(address account, address signer);

    /// @notice Thrown when a provider cancels what it has not sealed
    error NothingSealed(uint32 auction, address provider);

    /// @notice Thrown when opened offers do not match the seal
    error SealBroken(uint32 auction, address provider);

    /// @notice Thrown when the offers are more than a transaction bears
    error TooManyOffers(uint256 offers, uint256 most);

    /// @notice Thrown when bytes do not consist of whole records
    error OffersMalformed(uint256 length);

    /// @notice Thrown when a unit may not be offered by a provider: not its own, or not qualified
    error UnitNotOffered(uint32 unit, address provider);

    /// @notice Thrown when the units of a provider do not ascend
    error UnitsNotAscending(uint32 unit);

    /// @notice Thrown when an offer is smaller than the auction allows
    error PowerTooSmall(uint32 unit, uint32 powerW);

    /// @notice Thrown when a share is more than the whole
    error ShareTooLarge(uint256 permille);

    /// @notice Thrown when a book is not the one of the auction
    error BookUnknown(uint32 auction, bytes32 expected, bytes32 found);

    /// @notice Thrown when a request is not the one that was committed to, or was served
    error RequestUnknown(uint32 auction, uint16 request);

    /// @notice Thrown when requests are not served in descending order of their caps
    error CapAscends(uint40 served, uint40 next);

    /// @notice Thrown when the ranking leaves out an offer that reaches the constraint, or names one too many
    error RankingIncomplete(uint256 ranked, uint256 effective);

    /// @notice Thrown when the ranking names an offer that does not reach the constraint
    error RankedInVain(uint256 rank, uint256 offer);

    /// @notice Thrown when the ranking does not ascend
    error NotAscending(uint256 rank);

    /// @notice Thrown when more offers tie at a shared margin than a transaction bears
    error TooManyTies(uint256 ties, uint256 most);

    /// @notice Thrown when an auction is published before every request was served
    error RequestsOpen(uint16 served, uint16 requests);

    /// @notice Emitted after an auction was opened
    event AuctionOpened(uint32 indexed auction, bytes32 product, uint32 freezeMinute, uint32 powerWMin);

    /// @notice Emitted after a provider sealed, replaced or (with zero) cancelled its offers
    event OffersSealed(uint32 indexed auction, address indexed provider, bytes32 seal, uint24 sequence);

    /// @notice Emitted after an operator committed to a request
    event RequestCommitted(uint32 indexed auction, uint16 indexed request, address indexed operator, Request terms);

    /// @notice Emitted after an auction was frozen
    event AuctionFrozen(uint32 indexed auction, uint32 marketMinute, uint16 seals);

    /// @notice Emitted after sealed offers were opened
    /// @param book All offers, records of 18 bytes
    /// @param opened Providers in the book; fewer than `seals` where somebody did not open
    event BookOpened(uint32 indexed auction, bytes book, uint16 opened, uint16 seals);

    /// @notice Emitted after a request was served
    /// @param accepted In merit order, but for an offer that the improvement pass put in front of the last, and for
    /// those that share the margin, which come at the end; 16 bytes
    /// each: unit uint32, power W uint32, reservation price µEUR per kW and hour uint64. The price of a uniform auction
    /// is rounded down, and never below what was asked
    /// @param reliefMw Power that reaches the constraint, mW
    /// @param unmetMw Part of the request that stays open, mW
    /// @param marginalScore Highest accepted score per kW offered, thousandths of µEUR per kW and hour; over
    /// `marginalEffectiveness` (thousandths) the score per kW of relief; both zero when nothing was accepted
    event RequestServed(
        uint32 indexed auction,
        uint16 indexed request,
        bytes accepted,
        uint64 reliefMw,
        uint64 unmetMw,
        int64 marginalScore,
        uint16 marginalEffectiveness
    );

    /// @notice Emitted after the outcome of an auction was published
    event AuctionPublished(uint32 indexed auction, uint16 requests);

    /// @notice Emitted after the outcome of an auction held elsewhere was recorded
    /// @param outcome Hash of the outcome
    /// @param reason Why it was not held here, at most 31 characters
    event OutcomeRecorded(uint32 indexed auction, bytes32 product, bytes32 outcome, bytes32 reason);

    /// @notice Opens an auction; by the market operator
    function open(uint32 auction, bytes32 product, uint32 freezeMinute, uint32 powerWMin) external;

    /// @notice Seals the offers of the provider that calls: keccak256(auction uint32, provider, salt, records), packed.
    /// Seals again to replace them; the time priority is that of the last seal
    /// @param commitment Zero cancels
    function sealOffers(uint32 auction, bytes32 commitment) external;

    /// @notice The same for several auctions, sent by anybody
    /// @param signature The provider's, over `Seals(bytes32 seals,uint256 nonce)`: keccak256 of the ABI-encoded seals, and
    /// how often the provider has signed before; 65 bytes
    function sealSigned(address provider, SignedSeal[] calldata seals, bytes calldata signature) external;

    /// @notice Commits to a request; by the TSO or a DSO
    /// @return request Its number in the auction
    function commitRequest(uint32 auction, Request calldata terms) external returns (uint16 request);

    /// @notice The same for several auctions, sent by anybody; requests are numbered in their order
    /// @param signature The operator's, over `Requests(bytes32 requests,uint256 nonce)`, as for seals
    function commitSigned(address operator, SignedRequest[] calldata requests, bytes calldata signature) external;

    /// @notice Ends the call; by the market operator
    /// @param marketMinute Not before the freeze minute
    function freeze(uint32 auction, uint32 marketMinute) external;

    /// @notice Opens the seals; by the market operator, once. A provider that is left out shows in the event
    function openBook(uint32 auction, Opening[] calldata openings) external;

    /// @notice Serves a request; by the market operator, in descending order of caps
    /// @param book The book as earlier requests left it: records of 18 bytes, power reduced by what was accepted
    /// @param effectiveness For each record what one W does at the constraint, thousandths, uint16
    /// @param ranking Position in the book of each offer that has power left and reaches the constraint, uint16, best
    /// first
    function uncross(
        uint32 auction,
        uint16 request,
        Request calldata terms,
        bytes calldata book,
        bytes calldata effectiveness,
        bytes calldata ranking
    ) external;

    /// @notice Ends an auction of which every request was served; by the market operator
    function publish(uint32 auction) external;

    /// @notice Records the hash of an outcome that was found elsewhere, because the auction is larger than a transaction
    /// bears or follows rules that are not computed here; by the market operator
    function recordOutcome(uint32 auction, bytes32 product, bytes32 outcome, bytes32 reason) external;

    /// @notice An auction
    function auctionOf(uint32 auction) external view returns (Auction memory);

    /// @notice What a provider has sealed; zero for nothing
    function sealOf(uint32 auction, address provider) external view returns (bytes32);

    /// @notice Most offers that an auction takes, so that serving a request stays below 2^24 gas
    function offersMax() external view returns (uint256);
}
