// Published inputs and expected outputs, copied with their source.
//
// GrowthBook: growthbook/growthbook @8f1db4456915a8e7b7faf23d5632ca7219d2f469, MIT outside its three enterprise directories:
// packages/sdk-js/test/cases.json (specVersion 0.8.0), packages/stats/tests/frequentist/test_tests.py, packages/back-end/test/stats.test.ts.
// The others name their own.

/** GrowthBook: seed, value, hash version 2. */
export const HASHES: readonly (readonly [seed: string, value: string, expected: number])[] = [
  ["seed", "a", 0.0505],
  ["seed", "b", 0.2696],
  ["foo", "ab", 0.2575],
  ["foo", "def", 0.2019],
  ["89123klj", "8952klfjas09ujkasdf", 0.124],
  ["90850943850283058242805", "123", 0.7516],
  ["()**(%$##$%#$#", '___)((*":&', 0.0128],
];

/** GrowthBook: name, [variants, coverage, weights], ranges. */
export const BUCKET_RANGES: readonly (readonly [
  name: string,
  input: readonly [variants: number, coverage: number, weights: readonly number[] | null],
  expected: readonly (readonly [number, number])[],
])[] = [
  [
    "normal 50/50",
    [2, 1, null],
    [
      [0, 0.5],
      [0.5, 1],
    ],
  ],
  [
    "reduced coverage",
    [2, 0.5, null],
    [
      [0, 0.25],
      [0.5, 0.75],
    ],
  ],
  [
    "zero coverage",
    [2, 0, null],
    [
      [0, 0],
      [0.5, 0.5],
    ],
  ],
  [
    "4 variations",
    [4, 1, null],
    [
      [0, 0.25],
      [0.25, 0.5],
      [0.5, 0.75],
      [0.75, 1],
    ],
  ],
  [
    "uneven weights",
    [2, 1, [0.4, 0.6]],
    [
      [0, 0.4],
      [0.4, 1],
    ],
  ],
  [
    "uneven weights, 3 variations",
    [3, 1, [0.2, 0.3, 0.5]],
    [
      [0, 0.2],
      [0.2, 0.5],
      [0.5, 1],
    ],
  ],
  [
    "uneven weights, reduced coverage, 3 variations",
    [3, 0.2, [0.2, 0.3, 0.5]],
    [
      [0, 0.04],
      [0.2, 0.26],
      [0.5, 0.6],
    ],
  ],
  [
    "negative coverage",
    [2, -0.2, null],
    [
      [0, 0],
      [0.5, 0.5],
    ],
  ],
  [
    "coverage above 1",
    [2, 1.5, null],
    [
      [0, 0.5],
      [0.5, 1],
    ],
  ],
  [
    "weights sum below 1",
    [2, 1, [0.4, 0.1]],
    [
      [0, 0.5],
      [0.5, 1],
    ],
  ],
  [
    "weights sum above 1",
    [2, 1, [0.7, 0.6]],
    [
      [0, 0.5],
      [0.5, 1],
    ],
  ],
  [
    "weights.length not equal to num variations",
    [4, 1, [0.4, 0.4, 0.2]],
    [
      [0, 0.25],
      [0.25, 0.5],
      [0.5, 0.75],
      [0.75, 1],
    ],
  ],
  [
    "weights sum almost equals 1",
    [2, 1, [0.4, 0.5999]],
    [
      [0, 0.4],
      [0.4, 0.9999],
    ],
  ],
];

/** GrowthBook: name, bucket, ranges, index. */
export const CHOICES: readonly (readonly [string, number, readonly (readonly [number, number])[], number])[] = [
  [
    "even range, 0.2",
    0.2,
    [
      [0, 0.5],
      [0.5, 1],
    ],
    0,
  ],
  [
    "even range, 0.4",
    0.4,
    [
      [0, 0.5],
      [0.5, 1],
    ],
    0,
  ],
  [
    "even range, 0.6",
    0.6,
    [
      [0, 0.5],
      [0.5, 1],
    ],
    1,
  ],
  [
    "even range, 0.8",
    0.8,
    [
      [0, 0.5],
      [0.5, 1],
    ],
    1,
  ],
  [
    "even range, 0",
    0,
    [
      [0, 0.5],
      [0.5, 1],
    ],
    0,
  ],
  [
    "even range, 0.5",
    0.5,
    [
      [0, 0.5],
      [0.5, 1],
    ],
    1,
  ],
  [
    "reduced range, 0.2",
    0.2,
    [
      [0, 0.25],
      [0.5, 0.75],
    ],
    0,
  ],
  [
    "reduced range, 0.4",
    0.4,
    [
      [0, 0.25],
      [0.5, 0.75],
    ],
    -1,
  ],
  [
    "reduced range, 0.6",
    0.6,
    [
      [0, 0.25],
      [0.5, 0.75],
    ],
    1,
  ],
  [
    "reduced range, 0.8",
    0.8,
    [
      [0, 0.25],
      [0.5, 0.75],
    ],
    -1,
  ],
  [
    "reduced range, 0.25",
    0.25,
    [
      [0, 0.25],
      [0.5, 0.75],
    ],
    -1,
  ],
  [
    "reduced range, 0.5",
    0.5,
    [
      [0, 0.25],
      [0.5, 0.75],
    ],
    1,
  ],
  [
    "zero range",
    0.5,
    [
      [0, 0.5],
      [0.5, 0.5],
      [0.5, 1],
    ],
    2,
  ],
];

/** GrowthBook, to five decimals; the method is that of arXiv 2103.06476v7. */
export const SEQUENTIAL = [
  {
    kind: "mean",
    control: { n: 3000, sum: 1396.87, sumOfSquares: 52377.9767 },
    treatment: { n: 3461, sum: 2422.7, sumOfSquares: 134698.29 },
    tuning: 1000,
    expected: { lift: 0.50336, standardError: 0.33341, low: -0.55844, high: 1.56516, p: 1 },
  },
  {
    kind: "proportion",
    control: { n: 3000, sum: 1396, sumOfSquares: 1396 },
    treatment: { n: 3461, sum: 2422, sumOfSquares: 2422 },
    tuning: 5000,
    expected: { lift: 0.50386, standardError: 0.03386, low: 0.40098, high: 0.60675, p: 0 },
  },
] as const;

/** Computed from the formula with alpha 0.05: tuning, rho. */
export const RHOS = [
  [5000, 0.03984006677],
  [1000, 0.08908509753],
] as const;

/** Width relative to a fixed 95 % interval, tuned for 5,000 people: people, ratio (three decimals). */
export const WIDTH_RATIOS = [
  [1000, 1.716],
  [5000, 1.549],
  [10000, 1.562],
  [100000, 1.703],
] as const;

/** GrowthBook: observed, weights, p to nine decimals. */
export const SAMPLE_RATIOS: readonly (readonly [observed: readonly number[], weights: readonly number[], p: number])[] = [
  [[1000, 1200], [0.5, 0.5], 2.0079e-5],
  [[135, 115], [0.5, 0.5], 0.205903211],
  [[310, 98], [0.75, 0.25], 0.647434186],
  [[1000], [0.5, 0.5], 1],
  [[1000, 900, 800], [1, 0, 0], 1],
  [[1000, 1200, 900], [0.5, 0.5, 0], 2.0079e-5],
  [[0, 0, 0], [0.34, 0.33, 0.33], 1],
  [[0, 10, 10], [0.34, 0.33, 0.33], 0.005790624],
  [[500, 500, 600], [0.34, 0.33, 0.33], 0.000592638],
  [[500, 500], [0.5, 0.5], 1],
];

/** scipy.stats.chi2.sf: statistic, degrees of freedom, probability. */
export const CHI_SQUARE_SURVIVAL: readonly (readonly [number, number, number])[] = [
  [18.18181818181818, 1, 2.0078656124264854e-5],
  [3.841458820694124, 1, 0.05],
  [10.827566170662733, 1, 0.001],
  [13.815510557964274, 2, 0.001],
];

/** Computed from the formula of Lindon and Malek with concentration 10,000, even weights: observed, ln of the Bayes factor (three decimals). */
export const LOG_BAYES_FACTORS: readonly (readonly [readonly [number, number], number])[] = [
  [[10000, 12000], 61.961],
  [[1000, 1200], 1.54],
];
