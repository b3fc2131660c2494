import type { Lexicon } from "./families.ts";

export const ENGLISH: Lexicon = {
  "price-cut": `half price | half-price | half off | half the price | price drop* | prices drop* | price cut*
    | price slash* | slashed | prices slashed | marked down | markdown* | reduced to clear
    | reduced price* | reduced from | lowest price* | best price* | low price* | lower price*
    | rock bottom | rock-bottom | bargain* | knockdown | save big | save more | save on | save up to
    | save money | saves you | savings | save a third | pay less | cheaper until | cheaper this week
    | a third off | money off | introductory price | introductory rate | introductory offer
    | special introductory | special price* | special rate* | launch price | great price*
    | unbeatable price* | crazy price* | at this price | members pay less | price match | for less than
    | under a fiver | under a tenner | everything under | reduced today | now reduced | budget friendly
    | wallet friendly | steal of a deal | what a steal | full price | at cost | cost price | trade price
    | cellar price* | factory price* | wholesale price* | price of standard | for the price of
    | costs double | cheaper than | cheaper online | knock off | take $ off | never pay | lower your bill
    | lower your monthly | cut your bill* | for pennies | dirt cheap | save you | could save
    | more for less | take 15 off | knocked off | happy hour | pay half | half the list price
    | half price if`,
  discount: `discount | discounts | discounted | extra discount | student discount | loyalty discount`,
  sale: `sale starts | sale ends | sale is on | sale now on | sale on now | flash sale* | summer sale*
    | winter sale* | spring sale* | big sale | mega sale | clearance* | garage sale | warehouse sale
    | closing down sale | on sale now | sale price* | sale items | black friday | cyber monday | prime day
    | boxing day sale | doorbuster* | outlet sale | final sale | super sale | everything must go
    | stock clearance | sample sale | sale sale | sales event | pre-sale | presale | private sale
    | huge sale | end of season | blowout | sale today | our sale | in the sale | sale preview | clear-out
    | clearout | must find a new home | jumble sale`,
  offer: `offer | offers | special offer* | limited offer | deal | deals | daily deal* | hot deal* | promo
    | promos | promotion | promotions | on offer | exclusive offer* | exclusive deal* | limited time
    | limited-time | running an offer | running a promotion | package deal | special deal* | a deal you
    | best deal*`,
  coupon: `coupon* | voucher* | promo code* | promocode* | discount code* | use code | use the code | with code
    | using code | enter code | code at checkout | at checkout | apply code | gift voucher* | redeem your
    | redeem it | redeem now | claim your | claim now | claim it | e-voucher*`,
  freebie: `free | for free | free gift* | gift with | free shipping | free delivery | ships free
    | shipping is on us | delivery is on us | on the house | on us | free month* | months free
    | month free | free trial | first month free | free sample* | complimentary | giveaway* | little gift
    | a gift for you | gift for you | surprise gift* | throw in a free | eat free | kids go free
    | free upgrade | free drink* | free coffee | free dessert | at no extra cost to you | try it free
    | try for free | get it free | bonus gift | free with every | no delivery fee* | we'll throw in
    | gift inside | at no cost to you | zero fees | no strings | tank of fuel | first month on us
    | eats for nothing | freebies | wrap them for nothing | waive the | we waive | no joining fee
    | no sign-up fee`,
  "multi-buy": `buy one get one | buy one, get one | bogo | buy one | two for one | 2-for-1
    | two for the price of one | 3 for 2 | three for two | 2 for 1 | buy two get | buy 2 get
    | second one half | second pair | get the second | second item | buy more save`,
  "call-to-buy": `shop now | shop the | shop our | shop today | shop here | shop online | buy now | buy yours
    | buy again | buy today | order now | order yours | order today | get yours | grab yours | grab one
    | grab a | grab your | grab it | book now | book yours | book today | book your stay | book before
    | book by | reserve your table | reserve yours | reserve a table | reserve now | add to cart
    | add it now | to add it | tap to add | tap to buy | tap to shop | start shopping | visit our store
    | visit our shop | visit our website | come and see | come see us | come in before | come on in
    | swing by | stop by our | browse | browse them | explore our | explore the | discover our
    | discover the | check out our | check it out | check them out | see the collection
    | view the collection | tap the link | click the link to get | link in bio | get a quote
    | request a quote | apply today | apply now | apply in | sign up today | sign up now | sign up before
    | order again | reorder | get started today | try it today | treat yourself | treat mum | treat your
    | make it yours | yours for | yours today | pick yours | shop and | pre-order | preorder
    | arrange a viewing | book a viewing | book a test drive | test drive | take it for a spin
    | trade it in | trade in your | part exchange | ask for a quote | just say the word | say the word
    | enrol now | enroll now | early enrolment | early enrollment | snap up | download our app
    | get the app | give it a try | start your trial | see what you could | book a demo | shall i book
    | while you're here | order ahead | open an account | see it in the shop | see them in the shop
    | in our shop | skip or stop whenever | cancel any time | cancel anytime | still on sale
    | get it in the app | pick up a bargain | top up now | top up today | recharge now | drop in and
    | choose yours | choose your favourite | claim yours | find yours | enjoy our | try our | try the new
    | discover | see what's new | tap here to order | get one`,
  urgency: `hurry* | last chance | final chance | final hours | last few | ends tonight | ends today | ends soon
    | ends at midnight | ends sunday | ends friday | before midnight | until midnight | till midnight
    | only today | today only | this week only | this weekend only | weekend only | only this week
    | for a limited | while stocks last | while supplies last | while they last | don't miss | do not miss
    | not to be missed | don't wait | act now | act fast | before it's gone | before they're gone
    | before it sells out | selling fast | almost gone | going fast | limited stock | limited edition
    | limited number | limited places | few left | just a few left | be quick | quick before
    | now or never | expire tonight | expires tonight | expire soon | once they're gone | gone for good
    | sells out | won't last | ending soon | time is running out | countdown | first come
    | first 100 customers | until tonight | only a few`,
  "cross-sell": `also like | also love | also loved | also bought | also buy | also choose | also chose | also enjoy
    | also recommend | you may also | you might also | you might like | you may like | you'll love
    | you will love | you'd love | goes perfectly | go perfectly | goes well with | go well with
    | goes great with | go great with | pairs well | pair well | pairs beautifully | pairs perfectly
    | pairs nicely | perfect match | perfect companion | perfect partner | perfect for your
    | perfect with your | matching | complete the look | complete the set | complete your look
    | complete your set | complete your collection | complete the routine | complete your routine
    | recommended for you | our recommendations | picked for you | picked out for you | chosen for you
    | selected for you | bought together | bundle* | customers who bought | customers also | shoppers also
    | people also | running low | stock up | top up your | best seller* | bestseller* | best-selling
    | bestselling | most popular | take a look at our | have a look | look at our | similar items
    | similar products | similar styles | in our range | premium range | keep it safe | deserves a
    | while you're at it | while you wait | to go with | add-on* | accessories | match your
    | from the same range | by the way | set aside | just for you | inspired by your | most runners add
    | most customers | many customers | most people add | many applicants | goes hand in hand
    | craving something | three pairs | sommelier suggests | chef suggests | merch | most drivers
    | most of our | nearly all | almost everyone | new parents love | parents love | love our
    | swear by our | members get first pick | new model | gift catalogue | make a lovely pair
    | a lovely pair with | selling like`,
  upsell: `upgrade to | upgrade now | upgrade today | upgrade your | upgrade for | upgrades are | go premium
    | go pro | get premium | premium plan today | unlimited access | unlimited classes | unlimited
    | unlock more | switch to yearly | switch to annual | annual billing | yearly billing
    | switch and save | level up | take it to the next level | make it special | add extra | why not add
    | skip the queue | skip the line | fast track | priority support | extra storage | more storage
    | get more | protect your family | protect the whole | extended warranty | extend your warranty
    | add protection | insure your | cover your | switch to | outgrown | bigger plan | need more space
    | for just a little more | go unlimited | double your | sea view | add breakfast | annual cover
    | care plan | service plan | maintenance plan | vip upgrade* | want it tomorrow | go express
    | faster delivery for | add a suitcase | extra baggage | refill plan | subscription plan
    | payment plan instead | consolidation loan | our care plan | wine pairing | travelling with more
    | need more than | thinner lenses | premium version | full version | pro version | can be added
    | drinks included | lounge access | late checkout | take your old one | trade-in | every month, from
    | pet insurance | season tickets | storecard | savings account pays`,
  referral: `refer a friend | refer your friends | refer friends | invite a friend | invite your friends
    | invite friends | bring a friend | bring your friends | tell a friend | share your link
    | share the link | your referral | referral bonus | for every friend | you both get
    | you and your friend | each friend | bring a colleague | bring a partner | bring a mate
    | bring someone | come with a friend | bring the family | bring your partner | plus-one for`,
  reward: `chance to win | win a | win an | win one | you could win | prize draw | prize* | raffle
    | sweepstake* | bonus | bonus points | double points | extra points | triple points | earn points
    | cashback | cash back | reward* | tag two friends | tag a friend | like and share | like, share
    | leave us a review | leave a review | 5-star review | five-star review | five stars | 5 stars
    | rate us | sign-up bonus | welcome bonus | welcome offer | welcome gift | lucky draw | lucky winner*
    | spin the wheel | scratch card | jackpot | as a thank-you | as a thank you | to say thank you
    | thank-you gift | spend them | points expire | use your points | coins | get there faster
    | points away | counts triple | count triple | count double | rate our app | earn more | win back
    | double the | twice the | twice as many | extra data | doubles your`,
  novelty: `new arrival* | new in | just landed | just dropped | just launched | new collection* | new range
    | new season | new line | latest collection | latest styles | our latest | back in stock | it's back
    | they're back | we've launched | we have launched | introducing | be the first | be among the first
    | first look | sneak peek | new menu | tasting menu | new flavour* | new flavor* | have landed
    | new product* | early access | autumn collection | summer collection | spring picks | our new
    | brand new | brand-new | are live | restocked | we're opening | grand opening | opening soon
    | new branch | second shop | last phase`,
  "abandoned-cart": `in your cart | in your basket | left in your | left something | left behind | forgot something
    | complete your purchase | complete your order | complete your checkout | finish your order
    | finish checking out | still thinking about | still interested | your cart is | cart is waiting
    | basket is waiting | items are waiting | on your wishlist | you looked at | you viewed
    | you were looking at`,
  membership: `become a member | join our | join the club | join us today | join now | join today | vip club
    | loyalty club | members-only | members only | subscribe to | subscribe and | subscribe today
    | subscribe now | exclusive* | perks | sign up for our | get our newsletter | follow us for | insider*
    | vip access | member benefits | members get | monthly box | auto-ship | subscription box`,
  "credit-offer": `pre-approved | preapproved | no interest | interest free | interest-free | apply for a loan
    | platinum card | buy now pay later | buy now, pay later | pay later | instant cash | cash loan
    | low apr | personal loan offer | start trading | start investing | sign-up offer | a month for
    | first three months`,
  "win-back": `we miss you | we missed you | miss you | long time no see | it's been a while | welcome back
    | haven't seen you | we'd love to see you | reactivate | return and get`,
  temptation: `did you know | tired of | why not | who doesn't love | need one sooner | fancy | want more
    | love your new | loving your | enjoying your | you deserve | spoil | psst | p.s. | ps: | guess what
    | great news | exciting news | don't tell | travelling often | have you tried | ask us about
    | ask about our | ask at the desk | ask at reception | interested in | reply yes to add
    | something new | something special | perfect gift | gift idea* | looking for a gift | make the most
    | make it a night | need a lie | lie-in | prefer a | would you like a quieter | takes the worry
    | keep the smile | why wait | what are you waiting | get ready for | time to treat | ever wanted
    | dreaming of | dream of | be inspired | fall in love | enjoy our | enjoy up to | enjoy a free`,
  settled: `was applied | were applied | has been applied | have been applied | is applied | applied to order
    | applied to your order | was deducted | has been deducted | was charged | amount charged
    | you were charged | has been added to your account | has been credited | have been credited
    | we have credited | we've credited | credited to your | was released | rate applied
    | discount applied | coupon applied | voucher applied | you saved | was redeemed | has been redeemed
    | already included | total paid | price adjustment | you paid | booking confirmed
    | reservation confirmed | is reserved | are reserved | you were charged twice | thank you for buying
    | thanks for buying | has been booked | was booked | was lowered | lowered from | invoice corrected
    | was missing | corrected: | took off your bill | came with it | paid by card | paid: | you used
    | already taken off | off this bill | points left | charged: | already paid | price you picked
    | price you chose | your member price of | in cash | paid in cash`,
  ended: `has expired | had expired | have expired | expired on | has ended | had ended | ended today
    | ended yesterday | ended on | ended in | is over | free trial ended | trial has ended
    | free trial has ended | trial ended | no longer valid | was no longer | was right
    | promotion had ended | promotional rate you had | promotional rate`,
  refund: `refund* | reimburse* | refunded | money back to | returned to your card | goes back to | your refund
    | credit note | courtesy credit | as a courtesy | the difference`,
  warning: `beware* | not from us | in our name | pretending to be | fraud* | scam* | phishing | never ask
    | will never ask | suspicious | unusual activity | if this was not you | if this wasn't you
    | if it wasn't you | if you did not | do not recognise | do not recognize | don't recognise
    | don't recognize | do not open | do not click | do not share | block the card | was attempted
    | blocked | unauthorised | unauthorized | fake message* | reported to | stopped a | we have stopped
    | was it you | card was used | going around | it is a scam | was this you | if it was you
    | someone tried | tried to redeem | unknown device | we stopped it`,
  "no-charge": `free of charge | at no charge | no charge | no payment is needed | no payment needed
    | nothing to pay | at no extra cost | no extra cost | no extra charge | no additional cost
    | free replacement | replaced for free | under warranty | free of cost | not charge you
    | did not charge | free repair | without extra cost | covered by your warranty | free hearing test
    | free check-up | free consultation | free appointment | free eye test | free cancellation | feel free
    | no need to buy | you don't need to buy | plan is not needed | don't need the bigger
    | no need to upgrade`,
  origin: `order from the | order from our | your order from | purchase from | bought in the | bought during
    | ordered in the | ordered during | items from the | placed during | purchased in | days rush
    | rush has | because of the sale | since the sale`,
  named: `workshop | webinar | lecture | seminar | talk | conference | panel | board game | book | novel
    | play | film | course | ticket for | tickets for | your ticket | screening | reading circle
    | raffle you bought`,
  agreed: `as agreed | as you asked | as requested | at your request | you requested | you asked
    | you signed up for | you registered for | you are registered | you're registered | as you wished
    | per your request | you were told`,
  balance: `balance | gift card balance | remaining balance | your balance is | store credit of
    | points with order | points for order | sessions left | classes left | battery | store credit`,
  entitlement: `your application | application for | was approved | claim was accepted | warranty claim
    | has been approved | discount card | your claim | eligibility | student discount card | job offer
    | offer of a place | offer letter | your bid | another offer | low income`,
  invoice: `invoice | receipt | amount due | subtotal | vat | total paid | order total | net total | paid with
    | paid by | tax | shop receipt`,
  period: `this week | this month | this weekend | until sunday | until friday | until the end of | all month
    | all week | all summer | for a short while | through sunday | this season | this summer
    | tonight only | next 24 hours | for 48 hours`,
  praise: `perfect | favourite | favorite | amazing | unbeatable | irresistible | delicious | stunning
    | gorgeous | fabulous | fantastic | incredible | award-winning | much-loved | handpicked | hand-picked
    | must-have | premium quality | top quality | trendy | luxurious | luxury | dreamy | unmissable
    | enjoy`,
  "low-price": `each pay only | pay just | pay only | low monthly | affordable`,
  money: `pounds | dollars | bucks | quid | euros`,
};
