namespace MailIntegration.Tests.Days;

/// <summary>
/// A day of 200 mails of our own writing, each with what is to become of it, written down before it was ever run. Columns:
/// number, minute, address, kind of mail, sender, subject, what it answers (~ by References only) | outcome, class, trust,
/// number of the mail that began its conversation (0: none), to whom it belongs, contact, assignee.
/// </summary>
internal static class SampleDayTable
{
    public const string Text =
        """
        1 | 3 | info | plain | eva@jansen.example | Spokes for a tandem |  | stored | personal | verified | 1 | eva@jansen.example | Eva Jansen | anna
        2 | 6 | info | plain | tom@bakker.example | Bent fork |  | stored | personal | verified | 2 | tom@bakker.example | Tom Bakker | anna
        3 | 9 | info | plain | mia@vos.example | Missing invoice |  | stored | personal | verified | 3 | mia@vos.example | Mia Vos | anna
        4 | 12 | info | plain | jan@smit.example | Wheel wobbles |  | stored | personal | verified | 4 | jan@smit.example | Jan Smit | anna
        5 | 15 | info | plain | lea@kuiper.example | Opening hours |  | stored | personal | verified | 5 | lea@kuiper.example | Lea Kuiper | anna
        6 | 18 | info | plain | max@brandt.example | Warranty of a lamp |  | stored | personal | verified | 6 | max@brandt.example | Max Brandt | anna
        7 | 21 | info | plain | ida@koch.example | Order never came |  | stored | personal | verified | 7 | ida@koch.example | Ida Koch | anna
        8 | 24 | info | plain | ole@berg.example | New saddle |  | stored | personal | verified | 8 | ole@berg.example | Ole Berg | anna
        9 | 27 | info | plain | eva@jansen.example | Racing handlebars |  | stored | personal | verified | 9 | eva@jansen.example | Eva Jansen | anna
        10 | 30 | info | plain | tom@bakker.example | Chain too long |  | stored | personal | verified | 10 | tom@bakker.example | Tom Bakker | anna
        11 | 33 | info | plain | mia@vos.example | Return of a pump |  | stored | personal | verified | 11 | mia@vos.example | Mia Vos | anna
        12 | 36 | info | plain | jan@smit.example | Child seat |  | stored | personal | verified | 12 | jan@smit.example | Jan Smit | anna
        13 | 39 | info | plain | lea@kuiper.example | Lock without key |  | stored | personal | verified | 13 | lea@kuiper.example | Lea Kuiper | anna
        14 | 42 | info | plain | max@brandt.example | Light flickers |  | stored | personal | verified | 14 | max@brandt.example | Max Brandt | anna
        15 | 45 | info | plain | ida@koch.example | Brake pads |  | stored | personal | verified | 15 | ida@koch.example | Ida Koch | anna
        16 | 48 | info | plain | ole@berg.example | Gift voucher |  | stored | personal | verified | 16 | ole@berg.example | Ole Berg | anna
        17 | 51 | info | plain | eva@jansen.example | Price of a frame |  | stored | personal | verified | 17 | eva@jansen.example | Eva Jansen | anna
        18 | 54 | info | plain | tom@bakker.example | Trade-in |  | stored | personal | verified | 18 | tom@bakker.example | Tom Bakker | anna
        19 | 57 | info | plain | mia@vos.example | Rental for a week |  | stored | personal | verified | 19 | mia@vos.example | Mia Vos | anna
        20 | 60 | info | plain | jan@smit.example | Workshop date |  | stored | personal | verified | 20 | jan@smit.example | Jan Smit | anna
        21 | 63 | info | plain | lea@kuiper.example | Sizes of jerseys |  | stored | personal | verified | 21 | lea@kuiper.example | Lea Kuiper | anna
        22 | 66 | info | plain | max@brandt.example | Repaint a frame |  | stored | personal | verified | 22 | max@brandt.example | Max Brandt | anna
        23 | 69 | info | plain | ida@koch.example | Club discount |  | stored | personal | verified | 23 | ida@koch.example | Ida Koch | anna
        24 | 72 | info | plain | ole@berg.example | Route maps |  | stored | personal | verified | 24 | ole@berg.example | Ole Berg | anna
        25 | 75 | info | plain | eva@jansen.example | Bell is silent |  | stored | personal | verified | 25 | eva@jansen.example | Eva Jansen | anna
        26 | 78 | info | plain | tom@bakker.example | Kickstand |  | stored | personal | verified | 26 | tom@bakker.example | Tom Bakker | anna
        27 | 81 | info | plain | mia@vos.example | Tubeless tyres |  | stored | personal | verified | 27 | mia@vos.example | Mia Vos | anna
        28 | 84 | info | plain | jan@smit.example | Bottle holder |  | stored | personal | verified | 28 | jan@smit.example | Jan Smit | anna
        29 | 87 | info | plain | lea@kuiper.example | Spare derailleur |  | stored | personal | verified | 29 | lea@kuiper.example | Lea Kuiper | anna
        30 | 90 | info | plain | max@brandt.example | Mudguards |  | stored | personal | verified | 30 | max@brandt.example | Max Brandt | anna
        31 | 93 | info | plain | ida@koch.example | Rack for a trailer |  | stored | personal | verified | 31 | ida@koch.example | Ida Koch | anna
        32 | 96 | info | plain | ole@berg.example | Bike for a giant |  | stored | personal | verified | 32 | ole@berg.example | Ole Berg | anna
        33 | 99 | info | plain | eva@jansen.example | Re: Spokes for a tandem | 1 | stored | personal | verified | 1 | eva@jansen.example | Eva Jansen | 
        34 | 102 | info | plain | tom@bakker.example | Re: Bent fork | 2 | stored | personal | verified | 2 | tom@bakker.example | Tom Bakker | 
        35 | 105 | info | plain | mia@vos.example | Re: Missing invoice | 3 | stored | personal | verified | 3 | mia@vos.example | Mia Vos | 
        36 | 108 | info | plain | jan@smit.example | Re: Wheel wobbles | 4 | stored | personal | verified | 4 | jan@smit.example | Jan Smit | 
        37 | 111 | info | plain | lea@kuiper.example | Re: Opening hours | 5 | stored | personal | verified | 5 | lea@kuiper.example | Lea Kuiper | 
        38 | 114 | info | plain | max@brandt.example | Re: Warranty of a lamp | 6 | stored | personal | verified | 6 | max@brandt.example | Max Brandt | 
        39 | 117 | info | plain | ida@koch.example | Re: Order never came | 7 | stored | personal | verified | 7 | ida@koch.example | Ida Koch | 
        40 | 120 | info | plain | ole@berg.example | Re: New saddle | 8 | stored | personal | verified | 8 | ole@berg.example | Ole Berg | 
        41 | 123 | info | plain | eva@jansen.example | Re: Racing handlebars | 9 | stored | personal | verified | 9 | eva@jansen.example | Eva Jansen | 
        42 | 126 | info | plain | tom@bakker.example | Re: Chain too long | 10 | stored | personal | verified | 10 | tom@bakker.example | Tom Bakker | 
        43 | 129 | info | plain | mia@vos.example | Re: Return of a pump | 11 | stored | personal | verified | 11 | mia@vos.example | Mia Vos | 
        44 | 132 | info | plain | jan@smit.example | Re: Child seat | 12 | stored | personal | verified | 12 | jan@smit.example | Jan Smit | 
        45 | 135 | info | plain | lea@kuiper.example | Re: Lock without key | 13 | stored | personal | verified | 13 | lea@kuiper.example | Lea Kuiper | 
        46 | 138 | info | plain | max@brandt.example | Re: Light flickers | 14 | stored | personal | verified | 14 | max@brandt.example | Max Brandt | 
        47 | 141 | info | plain | ida@koch.example | Re: Brake pads | 15 | stored | personal | verified | 15 | ida@koch.example | Ida Koch | 
        48 | 144 | info | plain | ole@berg.example | Re: Gift voucher | 16 | stored | personal | verified | 16 | ole@berg.example | Ole Berg | 
        49 | 147 | info | plain | eva@jansen.example | Re: Price of a frame | 17 | stored | personal | verified | 17 | eva@jansen.example | Eva Jansen | 
        50 | 150 | info | plain | tom@bakker.example | Re: Trade-in | 18 | stored | personal | verified | 18 | tom@bakker.example | Tom Bakker | 
        51 | 153 | info | plain | mia@vos.example | Re: Rental for a week | 19 | stored | personal | verified | 19 | mia@vos.example | Mia Vos | 
        52 | 156 | info | plain | jan@smit.example | Re: Workshop date | 20 | stored | personal | verified | 20 | jan@smit.example | Jan Smit | 
        53 | 159 | info | plain | lea@kuiper.example | Re: Sizes of jerseys | 21 | stored | personal | verified | 21 | lea@kuiper.example | Lea Kuiper | 
        54 | 162 | info | plain | max@brandt.example | Re: Repaint a frame | 22 | stored | personal | verified | 22 | max@brandt.example | Max Brandt | 
        55 | 165 | info | plain | ida@koch.example | Re: Club discount | 23 | stored | personal | verified | 23 | ida@koch.example | Ida Koch | 
        56 | 168 | info | plain | ole@berg.example | Re: Route maps | 24 | stored | personal | verified | 24 | ole@berg.example | Ole Berg | 
        57 | 171 | info | plain | eva@jansen.example | Re: Bell is silent | 25 | stored | personal | verified | 25 | eva@jansen.example | Eva Jansen | 
        58 | 174 | info | plain | tom@bakker.example | Re: Kickstand | 26 | stored | personal | verified | 26 | tom@bakker.example | Tom Bakker | 
        59 | 177 | info | plain | mia@vos.example | Re: Tubeless tyres | 27 | stored | personal | verified | 27 | mia@vos.example | Mia Vos | 
        60 | 180 | info | plain | jan@smit.example | Re: Bottle holder | 28 | stored | personal | verified | 28 | jan@smit.example | Jan Smit | 
        61 | 183 | info | plain | lea@kuiper.example | Re: Spare derailleur | 29 | stored | personal | verified | 29 | lea@kuiper.example | Lea Kuiper | 
        62 | 186 | info | plain | max@brandt.example | Re: Mudguards | 30 | stored | personal | verified | 30 | max@brandt.example | Max Brandt | 
        63 | 189 | info | plain | ida@koch.example | Re: Rack for a trailer | 31 | stored | personal | verified | 31 | ida@koch.example | Ida Koch | 
        64 | 192 | info | plain | ole@berg.example | Re: Bike for a giant | 32 | stored | personal | verified | 32 | ole@berg.example | Ole Berg | 
        65 | 195 | info | plain | eva@jansen.example | AW: Spokes for a tandem | ~1 | stored | personal | verified | 1 | eva@jansen.example | Eva Jansen | 
        66 | 198 | info | plain | tom@bakker.example | AW: Bent fork | ~2 | stored | personal | verified | 2 | tom@bakker.example | Tom Bakker | 
        67 | 201 | info | plain | mia@vos.example | AW: Missing invoice | ~3 | stored | personal | verified | 3 | mia@vos.example | Mia Vos | 
        68 | 204 | info | plain | jan@smit.example | AW: Wheel wobbles | ~4 | stored | personal | verified | 4 | jan@smit.example | Jan Smit | 
        69 | 207 | info | plain | lea@kuiper.example | AW: Opening hours | ~5 | stored | personal | verified | 5 | lea@kuiper.example | Lea Kuiper | 
        70 | 210 | info | plain | max@brandt.example | AW: Warranty of a lamp | ~6 | stored | personal | verified | 6 | max@brandt.example | Max Brandt | 
        71 | 213 | info | plain | ida@koch.example | AW: Order never came | ~7 | stored | personal | verified | 7 | ida@koch.example | Ida Koch | 
        72 | 216 | info | plain | ole@berg.example | AW: New saddle | ~8 | stored | personal | verified | 8 | ole@berg.example | Ole Berg | 
        73 | 219 | info | plain | eva@jansen.example | AW: Racing handlebars | ~9 | stored | personal | verified | 9 | eva@jansen.example | Eva Jansen | 
        74 | 222 | info | plain | tom@bakker.example | AW: Chain too long | ~10 | stored | personal | verified | 10 | tom@bakker.example | Tom Bakker | 
        75 | 225 | info | plain | mia@vos.example | AW: Return of a pump | ~11 | stored | personal | verified | 11 | mia@vos.example | Mia Vos | 
        76 | 228 | info | plain | jan@smit.example | AW: Child seat | ~12 | stored | personal | verified | 12 | jan@smit.example | Jan Smit | 
        77 | 231 | info | ooo | lea@kuiper.example | Automatic reply: Lock without key | 13 | stored | autoReply | verified | 13 | lea@kuiper.example | Lea Kuiper | 
        78 | 234 | info | ooo | max@brandt.example | Automatic reply: Light flickers | 14 | stored | autoReply | verified | 14 | max@brandt.example | Max Brandt | 
        79 | 237 | info | ooo | ida@koch.example | Automatic reply: Brake pads | 15 | stored | autoReply | verified | 15 | ida@koch.example | Ida Koch | 
        80 | 240 | info | ooo | ole@berg.example | Automatic reply: Gift voucher | 16 | stored | autoReply | verified | 16 | ole@berg.example | Ole Berg | 
        81 | 243 | info | ooo | eva@jansen.example | Automatic reply: Price of a frame | 17 | stored | autoReply | verified | 17 | eva@jansen.example | Eva Jansen | 
        82 | 246 | info | ooo | tom@bakker.example | Automatic reply: Trade-in | 18 | stored | autoReply | verified | 18 | tom@bakker.example | Tom Bakker | 
        83 | 249 | info | ooo | mia@vos.example | Automatic reply: Rental for a week | 19 | stored | autoReply | verified | 19 | mia@vos.example | Mia Vos | 
        84 | 252 | info | ooo | jan@smit.example | Automatic reply: Workshop date | 20 | stored | autoReply | verified | 20 | jan@smit.example | Jan Smit | 
        85 | 255 | info | ooo | lea@kuiper.example | Automatic reply: Sizes of jerseys | 21 | stored | autoReply | verified | 21 | lea@kuiper.example | Lea Kuiper | 
        86 | 258 | info | ooo | max@brandt.example | Automatic reply: Repaint a frame | 22 | stored | autoReply | verified | 22 | max@brandt.example | Max Brandt | 
        87 | 261 | info | ooo | ida@koch.example | Automatic reply: Club discount | 23 | stored | autoReply | verified | 23 | ida@koch.example | Ida Koch | 
        88 | 264 | info | ooo | ole@berg.example | Automatic reply: Route maps | 24 | stored | autoReply | verified | 24 | ole@berg.example | Ole Berg | 
        89 | 267 | info | list | news0@letters.example | Newsletter 0 |  | stored | list | verified | 89 | news0@letters.example |  | 
        90 | 270 | info | list | news1@letters.example | Newsletter 1 |  | stored | list | verified | 90 | news1@letters.example |  | 
        91 | 273 | info | list | news2@letters.example | Newsletter 2 |  | stored | list | verified | 91 | news2@letters.example |  | 
        92 | 276 | info | list | news3@letters.example | Newsletter 3 |  | stored | list | verified | 92 | news3@letters.example |  | 
        93 | 279 | info | list | news4@letters.example | Newsletter 4 |  | stored | list | verified | 93 | news4@letters.example |  | 
        94 | 282 | info | list | news5@letters.example | Newsletter 5 |  | stored | list | verified | 94 | news5@letters.example |  | 
        95 | 285 | info | list | news6@letters.example | Newsletter 6 |  | stored | list | verified | 95 | news6@letters.example |  | 
        96 | 288 | info | list | news7@letters.example | Newsletter 7 |  | stored | list | verified | 96 | news7@letters.example |  | 
        97 | 291 | info | list | news8@letters.example | Newsletter 8 |  | stored | list | verified | 97 | news8@letters.example |  | 
        98 | 294 | info | list | news9@letters.example | Newsletter 9 |  | stored | list | verified | 98 | news9@letters.example |  | 
        99 | 297 | info | robot | no-reply@shop0.example | Your parcel 0 |  | stored | automatic | verified | 99 | no-reply@shop0.example |  | 
        100 | 300 | info | robot | no-reply@shop1.example | Your parcel 1 |  | stored | automatic | verified | 100 | no-reply@shop1.example |  | 
        101 | 303 | info | robot | no-reply@shop2.example | Your parcel 2 |  | stored | automatic | verified | 101 | no-reply@shop2.example |  | 
        102 | 306 | info | robot | no-reply@shop3.example | Your parcel 3 |  | stored | automatic | verified | 102 | no-reply@shop3.example |  | 
        103 | 309 | info | robot | no-reply@shop4.example | Your parcel 4 |  | stored | automatic | verified | 103 | no-reply@shop4.example |  | 
        104 | 312 | info | robot | no-reply@shop5.example | Your parcel 5 |  | stored | automatic | verified | 104 | no-reply@shop5.example |  | 
        105 | 315 | info | robot | no-reply@shop6.example | Your parcel 6 |  | stored | automatic | verified | 105 | no-reply@shop6.example |  | 
        106 | 318 | info | robot | no-reply@shop7.example | Your parcel 7 |  | stored | automatic | verified | 106 | no-reply@shop7.example |  | 
        107 | 321 | info | forward:eva@jansen.example | bob@fietskompas.example | Fwd: Forwarded question 0 |  | stored | personal | verified | 107 | eva@jansen.example | Eva Jansen | anna
        108 | 324 | info | forward:tom@bakker.example | bob@fietskompas.example | Fwd: Forwarded question 1 |  | stored | personal | verified | 108 | tom@bakker.example | Tom Bakker | anna
        109 | 327 | info | forward:mia@vos.example | bob@fietskompas.example | Fwd: Forwarded question 2 |  | stored | personal | verified | 109 | mia@vos.example | Mia Vos | anna
        110 | 330 | info | forward:jan@smit.example | bob@fietskompas.example | Fwd: Forwarded question 3 |  | stored | personal | verified | 110 | jan@smit.example | Jan Smit | anna
        111 | 333 | info | forward:lea@kuiper.example | bob@fietskompas.example | Fwd: Forwarded question 4 |  | stored | personal | verified | 111 | lea@kuiper.example | Lea Kuiper | anna
        112 | 336 | info | forward:max@brandt.example | bob@fietskompas.example | Fwd: Forwarded question 5 |  | stored | personal | verified | 112 | max@brandt.example | Max Brandt | anna
        113 | 339 | info | forward:ida@koch.example | bob@fietskompas.example | Fwd: Forwarded question 6 |  | stored | personal | verified | 113 | ida@koch.example | Ida Koch | anna
        114 | 342 | info | forward:ole@berg.example | bob@fietskompas.example | Fwd: Forwarded question 7 |  | stored | personal | verified | 114 | ole@berg.example | Ole Berg | anna
        115 | 345 | info | forward:eva@jansen.example:unverified | bob@fietskompas.example | Fwd: Perhaps Bob 0 |  | stored | personal | suspicious | 115 | bob@fietskompas.example |  | anna
        116 | 348 | info | forward:tom@bakker.example:unverified | bob@fietskompas.example | Fwd: Perhaps Bob 1 |  | stored | personal | suspicious | 116 | bob@fietskompas.example |  | anna
        117 | 351 | info | forward:mia@vos.example:unverified | bob@fietskompas.example | Fwd: Perhaps Bob 2 |  | stored | personal | suspicious | 117 | bob@fietskompas.example |  | anna
        118 | 354 | info | forward:jan@smit.example:unverified | bob@fietskompas.example | Fwd: Perhaps Bob 3 |  | stored | personal | suspicious | 118 | bob@fietskompas.example |  | anna
        119 | 357 | info | forward:lea@kuiper.example:unverified | bob@fietskompas.example | Fwd: Perhaps Bob 4 |  | stored | personal | suspicious | 119 | bob@fietskompas.example |  | anna
        120 | 360 | info | forward:max@brandt.example:unverified | bob@fietskompas.example | Fwd: Perhaps Bob 5 |  | stored | personal | suspicious | 120 | bob@fietskompas.example |  | anna
        121 | 363 | info | forward:eva@jansen.example | stranger0@else.example | Fwd: From a stranger 0 |  | stored | personal | verified | 121 | stranger0@else.example | Stranger 0 | anna
        122 | 366 | info | forward:tom@bakker.example | stranger1@else.example | Fwd: From a stranger 1 |  | stored | personal | verified | 122 | stranger1@else.example | Stranger 1 | anna
        123 | 369 | info | forward:mia@vos.example | stranger2@else.example | Fwd: From a stranger 2 |  | stored | personal | verified | 123 | stranger2@else.example | Stranger 2 | anna
        124 | 372 | info | forward:jan@smit.example | stranger3@else.example | Fwd: From a stranger 3 |  | stored | personal | verified | 124 | stranger3@else.example | Stranger 3 | anna
        125 | 375 | info | forward:lea@kuiper.example | stranger4@else.example | Fwd: From a stranger 4 |  | stored | personal | verified | 125 | stranger4@else.example | Stranger 4 | anna
        126 | 378 | info | forward:max@brandt.example | stranger5@else.example | Fwd: From a stranger 5 |  | stored | personal | verified | 126 | stranger5@else.example | Stranger 5 | anna
        127 | 381 | info | plain:failed | boss0@bank.example | Urgent transfer 0 |  | quarantined | personal | suspicious | 0 | boss0@bank.example |  | 
        128 | 384 | info | plain:failed | boss1@bank.example | Urgent transfer 1 |  | quarantined | personal | suspicious | 0 | boss1@bank.example |  | 
        129 | 387 | info | plain:failed | boss2@bank.example | Urgent transfer 2 |  | quarantined | personal | suspicious | 0 | boss2@bank.example |  | 
        130 | 390 | info | plain:failed | boss3@bank.example | Urgent transfer 3 |  | quarantined | personal | suspicious | 0 | boss3@bank.example |  | 
        131 | 393 | info | plain:failed | boss4@bank.example | Urgent transfer 4 |  | quarantined | personal | suspicious | 0 | boss4@bank.example |  | 
        132 | 396 | info | plain:failed | boss5@bank.example | Urgent transfer 5 |  | quarantined | personal | suspicious | 0 | boss5@bank.example |  | 
        133 | 399 | info | plain:failed | ceo0@fietskompas.example | Pay this now 0 |  | quarantined | personal | suspicious | 0 | ceo0@fietskompas.example |  | 
        134 | 402 | info | plain:failed | ceo1@fietskompas.example | Pay this now 1 |  | quarantined | personal | suspicious | 0 | ceo1@fietskompas.example |  | 
        135 | 405 | info | plain:failed | ceo2@fietskompas.example | Pay this now 2 |  | quarantined | personal | suspicious | 0 | ceo2@fietskompas.example |  | 
        136 | 408 | info | plain:failed | ceo3@fietskompas.example | Pay this now 3 |  | quarantined | personal | suspicious | 0 | ceo3@fietskompas.example |  | 
        137 | 411 | info | plain:failed | ceo4@fietskompas.example | Pay this now 4 |  | quarantined | personal | suspicious | 0 | ceo4@fietskompas.example |  | 
        138 | 414 | info | plain:failed | ceo5@fietskompas.example | Pay this now 5 |  | quarantined | personal | suspicious | 0 | ceo5@fietskompas.example |  | 
        139 | 417 | info | plain | new0@fresh.example | First question 0 |  | stored | personal | verified | 139 | new0@fresh.example | New 0 | anna
        140 | 420 | info | plain | new1@fresh.example | First question 1 |  | stored | personal | verified | 140 | new1@fresh.example | New 1 | anna
        141 | 423 | info | plain | new2@fresh.example | First question 2 |  | stored | personal | verified | 141 | new2@fresh.example | New 2 | anna
        142 | 426 | info | plain | new3@fresh.example | First question 3 |  | stored | personal | verified | 142 | new3@fresh.example | New 3 | anna
        143 | 429 | info | plain | new4@fresh.example | First question 4 |  | stored | personal | verified | 143 | new4@fresh.example | New 4 | anna
        144 | 432 | info | plain | new5@fresh.example | First question 5 |  | stored | personal | verified | 144 | new5@fresh.example | New 5 | anna
        145 | 435 | info | plain | new6@fresh.example | First question 6 |  | stored | personal | verified | 145 | new6@fresh.example | New 6 | anna
        146 | 438 | info | plain | new7@fresh.example | First question 7 |  | stored | personal | verified | 146 | new7@fresh.example | New 7 | anna
        147 | 441 | sales | plain | cold0@caller.example | Great offer 0 |  | quarantined | personal | verified | 0 | cold0@caller.example |  | 
        148 | 444 | sales | plain | cold1@caller.example | Great offer 1 |  | quarantined | personal | verified | 0 | cold1@caller.example |  | 
        149 | 447 | sales | plain | cold2@caller.example | Great offer 2 |  | quarantined | personal | verified | 0 | cold2@caller.example |  | 
        150 | 450 | sales | plain | cold3@caller.example | Great offer 3 |  | quarantined | personal | verified | 0 | cold3@caller.example |  | 
        151 | 453 | sales | plain | cold4@caller.example | Great offer 4 |  | quarantined | personal | verified | 0 | cold4@caller.example |  | 
        152 | 456 | sales | plain | cold5@caller.example | Great offer 5 |  | quarantined | personal | verified | 0 | cold5@caller.example |  | 
        153 | 459 | sales | plain | cold6@caller.example | Great offer 6 |  | quarantined | personal | verified | 0 | cold6@caller.example |  | 
        154 | 462 | sales | plain | cold7@caller.example | Great offer 7 |  | quarantined | personal | verified | 0 | cold7@caller.example |  | 
        155 | 465 | info | plain | eva@jansen.example | To both of you 0 |  | stored | personal | verified | 155 | eva@jansen.example | Eva Jansen | anna
        156 | 468 | sales | copy:155 | eva@jansen.example | To both of you 0 |  | linked | personal | verified | 155 | eva@jansen.example | Eva Jansen | 
        157 | 471 | info | plain | tom@bakker.example | To both of you 1 |  | stored | personal | verified | 157 | tom@bakker.example | Tom Bakker | anna
        158 | 474 | sales | copy:157 | tom@bakker.example | To both of you 1 |  | linked | personal | verified | 157 | tom@bakker.example | Tom Bakker | 
        159 | 477 | info | plain | mia@vos.example | To both of you 2 |  | stored | personal | verified | 159 | mia@vos.example | Mia Vos | anna
        160 | 480 | sales | copy:159 | mia@vos.example | To both of you 2 |  | linked | personal | verified | 159 | mia@vos.example | Mia Vos | 
        161 | 483 | info | plain | jan@smit.example | To both of you 3 |  | stored | personal | verified | 161 | jan@smit.example | Jan Smit | anna
        162 | 486 | sales | copy:161 | jan@smit.example | To both of you 3 |  | linked | personal | verified | 161 | jan@smit.example | Jan Smit | 
        163 | 489 | info | plain | lea@kuiper.example | To both of you 4 |  | stored | personal | verified | 163 | lea@kuiper.example | Lea Kuiper | anna
        164 | 492 | sales | copy:163 | lea@kuiper.example | To both of you 4 |  | linked | personal | verified | 163 | lea@kuiper.example | Lea Kuiper | 
        165 | 495 | info | plain | max@brandt.example | To both of you 5 |  | stored | personal | verified | 165 | max@brandt.example | Max Brandt | anna
        166 | 498 | sales | copy:165 | max@brandt.example | To both of you 5 |  | linked | personal | verified | 165 | max@brandt.example | Max Brandt | 
        167 | 501 | info | plain | ida@koch.example | To both of you 6 |  | stored | personal | verified | 167 | ida@koch.example | Ida Koch | anna
        168 | 504 | sales | copy:167 | ida@koch.example | To both of you 6 |  | linked | personal | verified | 167 | ida@koch.example | Ida Koch | 
        169 | 507 | info | plain | ole@berg.example | To both of you 7 |  | stored | personal | verified | 169 | ole@berg.example | Ole Berg | anna
        170 | 510 | sales | copy:169 | ole@berg.example | To both of you 7 |  | linked | personal | verified | 169 | ole@berg.example | Ole Berg | 
        171 | 513 | info | plain | eva@jansen.example | Bell is silent |  | stored | personal | verified | 171 | eva@jansen.example | Eva Jansen | anna
        172 | 516 | info | plain | tom@bakker.example | Kickstand |  | stored | personal | verified | 172 | tom@bakker.example | Tom Bakker | anna
        173 | 519 | info | plain | mia@vos.example | Tubeless tyres |  | stored | personal | verified | 173 | mia@vos.example | Mia Vos | anna
        174 | 522 | info | plain | jan@smit.example | Bottle holder |  | stored | personal | verified | 174 | jan@smit.example | Jan Smit | anna
        175 | 525 | info | plain | lea@kuiper.example | Spare derailleur |  | stored | personal | verified | 175 | lea@kuiper.example | Lea Kuiper | anna
        176 | 528 | info | plain | max@brandt.example | Mudguards |  | stored | personal | verified | 176 | max@brandt.example | Max Brandt | anna
        177 | 531 | info | spam | win0@lottery.example | You have won 0 |  | stored | personal | unverified | 177 | win0@lottery.example |  | 
        178 | 534 | info | spam | win1@lottery.example | You have won 1 |  | stored | personal | unverified | 178 | win1@lottery.example |  | 
        179 | 537 | info | spam | win2@lottery.example | You have won 2 |  | stored | personal | unverified | 179 | win2@lottery.example |  | 
        180 | 540 | info | spam | win3@lottery.example | You have won 3 |  | stored | personal | unverified | 180 | win3@lottery.example |  | 
        181 | 543 | info | sent:eva@jansen.example | info@fietskompas.example | Re: Spokes for a tandem | 1 | stored | personal | unknown | 1 | info@fietskompas.example | Eva Jansen | 
        182 | 546 | info | sent:tom@bakker.example | info@fietskompas.example | Re: Bent fork | 2 | stored | personal | unknown | 2 | info@fietskompas.example | Tom Bakker | 
        183 | 549 | info | sent:mia@vos.example | info@fietskompas.example | Re: Missing invoice | 3 | stored | personal | unknown | 3 | info@fietskompas.example | Mia Vos | 
        184 | 552 | info | sent:jan@smit.example | info@fietskompas.example | Re: Wheel wobbles | 4 | stored | personal | unknown | 4 | info@fietskompas.example | Jan Smit | 
        185 | 555 | info | bounce:181 | mailer-daemon@jansen.example | Undelivered Mail Returned to Sender |  | stored | bouncePermanent | verified | 1 | mailer-daemon@jansen.example |  | 
        186 | 558 | info | bounce:182 | mailer-daemon@bakker.example | Undelivered Mail Returned to Sender |  | stored | bouncePermanent | verified | 2 | mailer-daemon@bakker.example |  | 
        187 | 561 | info | bounce:183 | mailer-daemon@vos.example | Undelivered Mail Returned to Sender |  | stored | bouncePermanent | verified | 3 | mailer-daemon@vos.example |  | 
        188 | 564 | info | bounce:184 | mailer-daemon@smit.example | Undelivered Mail Returned to Sender |  | stored | bouncePermanent | verified | 4 | mailer-daemon@smit.example |  | 
        189 | 567 | info | bounce:0 | mailer-daemon@elsewhere0.example | Undelivered Mail Returned to Sender |  | stored | bouncePermanent | verified | 189 | mailer-daemon@elsewhere0.example |  | 
        190 | 570 | info | bounce:0 | mailer-daemon@elsewhere1.example | Undelivered Mail Returned to Sender |  | stored | bouncePermanent | verified | 190 | mailer-daemon@elsewhere1.example |  | 
        191 | 573 | info | bounce:0 | mailer-daemon@elsewhere2.example | Undelivered Mail Returned to Sender |  | stored | bouncePermanent | verified | 191 | mailer-daemon@elsewhere2.example |  | 
        192 | 576 | info | bounce:0 | mailer-daemon@elsewhere3.example | Undelivered Mail Returned to Sender |  | stored | bouncePermanent | verified | 192 | mailer-daemon@elsewhere3.example |  | 
        193 | 579 | info | nobody |  | From nobody |  | stored | personal | unknown | 193 |  |  | anna
        194 | 582 | info | tonobody | eva@jansen.example | To nobody |  | stored | personal | verified | 194 | eva@jansen.example | Eva Jansen | anna
        195 | 585 | info | to500 | tom@bakker.example | To five hundred |  | stored | personal | verified | 195 | tom@bakker.example | Tom Bakker | anna
        196 | 588 | info | date:1970 | mia@vos.example | From the past |  | stored | personal | verified | 196 | mia@vos.example | Mia Vos | anna
        197 | 591 | info | date:2099 | jan@smit.example | From the future |  | stored | personal | verified | 197 | jan@smit.example | Jan Smit | anna
        198 | 594 | info | noid | lea@kuiper.example | Without a number |  | stored | personal | verified | 198 | lea@kuiper.example | Lea Kuiper | anna
        199 | 597 | info | noid | lea@kuiper.example | Without a number |  | stored | personal | verified | 199 | lea@kuiper.example | Lea Kuiper | anna
        200 | 600 | sales | plain | max@brandt.example | At sales nobody is assigned |  | stored | personal | verified | 200 | max@brandt.example | Max Brandt | 
        """;
}
