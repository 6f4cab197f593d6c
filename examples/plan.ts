import { definePlan, discrete, type PlanInput, pert } from '@capstan/capital';

// Ohmread reads meters and nameplates from photographs and sells the readings to utilities. From its founders' money over a
// seed round to a series A: capstan plan examples/plan.ts
const guess = { asOf: '2026-11-24', source: 'founders', confidence: 'guess' } as const;

const assumptions: PlanInput['assumptions'] = {
  // What our own runs measure: the range is what was believed before the first of them.
  secondsPerImage: {
    value: '0.0004 to 0.02',
    unit: 'device·s/image',
    ...guess,
    measured: {
      kind: 'train',
      figure: 'deviceHours / hours / (metric.train_imagesPerSecond * 1 [image/s])',
    },
  },
  errorRate: {
    value: '0.01 to 0.3',
    unit: '1',
    ...guess,
    measured: { kind: 'train', figure: 'max(1 - metric.validation_accuracy, 0.001)' },
  },

  // From the pilot's small network on small pictures to the product's on photographs.
  workRatio: {
    value: '5500 to 6500',
    unit: '1',
    asOf: '2026-11-24',
    source: 'FLOP of a picture: ViT-L/14 at 336 pixels, 191 G multiply-adds, over ResNet-20 at 28, 31 M',
    confidence: 'published',
  },
  errorRatio: { value: '0.08 to 0.3', unit: '1', ...guess }, // the product's errors over the pilot's
  coresPerGpu: { value: '2500 to 8000', unit: '1', ...guess }, // an H100 at a third of its peak over a core of ours
  tries: { value: '3 to 8', unit: '1', ...guess }, // trainings for one that ships
  h100Power: {
    value: '860 to 1060',
    unit: 'W/device',
    asOf: '2026-11-24',
    source: 'TDP of 700 W × 0.75 load × 1.82 for the server (Epoch), × PUE 1.1 of a hyperscaler',
    confidence: 'published',
  },
  overhead: {
    value: '1 to 2.9',
    unit: '1',
    asOf: '2025-03-17',
    source: 'hours of published trainings over 6ND/(peak × MFU): restarts, evaluation, ablations',
    confidence: 'published',
  },
  rentToday: {
    value: 2.95,
    unit: 'USD/(device·h)',
    asOf: '2026-11-24',
    source: 'Nebius eu-north1, H100 on demand, SkyPilot catalog v8',
    confidence: 'published',
  },
  dutyCycle: { value: '0.1 to 0.4', unit: '1', ...guess },
  imagesWanted: { value: '150000000 to 300000000', unit: 'image', ...guess },

  utilitiesWon: { value: '0.4 to 1.6', unit: 'customer/month', ...guess },
  churn: { value: '0.5% to 3%', unit: '1/month', ...guess },
  price: {
    value: pert(3000, 4500, 8000),
    unit: 'USD/(customer·month)',
    asOf: '2026-10-01',
    source: 'three signed pilots at 3,000, 4,200 and 5,500 USD',
    confidence: 'contract',
  },
  readings: { value: '1000000 to 5000000', unit: 'image/(customer·month)', ...guess },
  customerCost: { value: '9000 to 30000', unit: 'USD/customer', ...guess },

  salary: { value: '115000 to 150000', unit: 'USD/(person·year)', ...guess },
  hiringDelay: { value: pert(1, 2, 6), unit: 'month', ...guess },
  roundDelay: {
    value: discrete([
      [0, 0.4],
      [2, 0.4],
      [5, 0.2],
    ]),
    unit: 'month',
    ...guess,
  },
  utilities: { value: '1500 to 3500', unit: 'customer', ...guess },
  ours: { value: '20% to 40%', unit: '1', ...guess }, // of those that could use it, once all have decided
  innovators: {
    value: '0.01 to 0.06',
    unit: '1',
    asOf: '1990-02-01',
    source: "Bass's p, average 0.03 of 213 applications: Sultan, Farley and Lehmann 1990",
    confidence: 'published',
  },
  imitators: {
    value: '0.2 to 0.6',
    unit: '1',
    asOf: '1990-02-01',
    source: "Bass's q, average 0.38 of 213 applications: Sultan, Farley and Lehmann 1990",
    confidence: 'published',
  },
  seedValuation: { value: '6000000 to 10000000', unit: 'USD', ...guess },
  seriesAValuation: { value: '22000000 to 45000000', unit: 'USD', ...guess },

  marginOfAutomation: { value: '-300000 to 900000', unit: 'USD', ...guess },
};

export default definePlan({
  version: 1,
  name: 'Ohmread',
  about: 'Reads meters and nameplates from photographs; sells the readings to utilities.',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 36,
  seed: 7,
  cash: '420000 [USD]',
  cashNoise: '15000 [USD]', // customers pay when they pay
  assumptions,
  series: {
    // Rents fell to 1.70 and rose to 2.35 within half a year: they wander, and return.
    rent: {
      kind: 'mean-reverting',
      unit: 'USD/(device·h)',
      start: 'rentToday',
      level: '2.3 [USD/(device·h)]',
      halfLife: '9 [month]',
      volatility: 0.07,
    },
    demand: { kind: 'ar1', unit: '1', start: 1, level: 1, persistence: 0.8, deviation: 0.08 },
    tenders: { kind: 'jumps', unit: 'customer/month', rate: '0.4 [1/year]', size: '4 [customer/month]' },
  },
  correlations: [
    { between: ['utilitiesWon', 'churn'], rho: -0.4, source: 'a product that sells also stays' },
    { between: ['price', 'readings'], rho: 0.5, source: 'larger utilities pay more and read more' },
  ],
  lines: {
    gpuSecondsPerImage: { is: 'secondsPerImage * workRatio / coresPerGpu', unit: 'device·s/image' },
    // A prediction is a third of a training step; the machine waits for the rest of the day.
    servingPerImage: { is: 'gpuSecondsPerImage / 3 / dutyCycle * rent', unit: 'USD/image' },
    // What the model cannot read, people do.
    peoplePerImage: { is: 'errorRate * errorRatio * 0.02 [USD/image]', unit: 'USD/image' },
    servingPerCustomer: { is: '(servingPerImage + peoplePerImage) * readings', unit: 'USD/(customer·month)' },
    office: {
      is: '3500 [USD/month] + 250 [USD/(person·month)] * hiring.engineer.people',
      unit: 'USD/month',
      kind: 'cost',
    },
    storage: { is: '1800 [USD/month] * (1 + month / 12)', unit: 'USD/month', kind: 'cost' },
    audit: { is: 'if(month == 8 or month == 20, 30000 [USD/month], 0)', unit: 'USD/month', kind: 'cost' },
  },
  runs: [
    {
      name: 'Reader 1',
      start: '2027-02',
      months: 2,
      hours: 'imagesWanted * 0.2 * 10 * gpuSecondsPerImage * overhead',
      price: 'rent',
      power: 'h100Power',
      grid: '40.7 [g/kWh]', // Sweden 2023, Our World in Data
    },
    {
      name: 'Reader 2',
      start: '2027-10',
      months: 3,
      hours: 'imagesWanted * 30 * gpuSecondsPerImage * overhead * tries',
      price: 'rent',
      when: 'round.seed.closed',
      power: 'h100Power',
      grid: '40.7 [g/kWh]',
    },
    {
      name: 'Reader 3',
      start: '2028-12',
      months: 5,
      hours: 'imagesWanted * 2 * 30 * (gpuSecondsPerImage * 3) * overhead * tries', // a model of three times the work
      price: 'rent',
      when: 'round.series_a.closed',
      power: 'h100Power',
      grid: '40.7 [g/kWh]',
    },
  ],
  hiring: [
    { role: 'Founders', start: '2027-01', count: '2 [person]', salary: '60000 [USD/(person·year)]', overhead: 1.2 },
    {
      role: 'Engineer',
      start: '2027-05',
      count: '4 [person]',
      salary: 'salary',
      overhead: 1.25,
      recruiting: '12000 [USD/person]',
      delay: 'hiringDelay',
      when: 'round.seed.closed',
    },
    {
      role: 'Sales',
      start: '2027-08',
      count: '2 [person]',
      salary: 'salary * 0.9',
      overhead: 1.3,
      delay: 'hiringDelay',
      when: 'round.seed.closed',
    },
    {
      role: 'Second team',
      start: '2028-10',
      count: '6 [person]',
      salary: 'salary',
      overhead: 1.25,
      delay: 'hiringDelay',
      when: 'round.series_a.closed',
    },
  ],
  revenue: [
    {
      name: 'Readings',
      model: 'api',
      from: '2027-03',
      customers: '3 [customer]',
      gained: 'utilitiesWon * demand * (1 + 0.5 * round.seed.closed + round.series_a.closed) + tenders',
      churn: 'churn',
      price: 'price',
      serving: 'servingPerCustomer',
      acquisition: 'customerCost',
    },
  ],
  rounds: [
    {
      name: 'Seed',
      month: '2027-04',
      amount: '2500000 [USD]',
      probability: 0.8,
      delay: 'roundDelay',
      fees: 0.015,
      terms: {
        kind: 'priced',
        preMoney: 'seedValuation',
        convention: 'percent-ownership',
        pool: { target: 0.1, placement: 'pre' },
      },
    },
    {
      name: 'Series A',
      month: '2028-07',
      amount: '11000000 [USD]',
      probability: 0.7,
      delay: 'roundDelay',
      fees: 0.01,
      when: 'previous(customers, 0 [customer]) >= 22 [customer] and round.seed.closed',
      terms: {
        kind: 'priced',
        preMoney: 'seriesAValuation',
        convention: 'percent-ownership',
        pool: { target: 0.1, placement: 'pre' },
        proRata: ['Seed investors'],
      },
    },
  ],
  capTable: {
    holdings: [
      { holder: 'Ada', shares: 4_000_000 },
      { holder: 'Ben', shares: 4_000_000 },
    ],
    pool: 800_000,
    // The money that the plan begins with.
    convertibles: [
      { kind: 'safe', id: 'angels', holder: 'Angels', amount: 450_000, capitalization: 'post', cap: 5_000_000 },
    ],
    exits: [5_000_000, 30_000_000, 120_000_000],
  },
  market: {
    source:
      'Accounts and fit are the founders’ guesses; adoption is the average of many products (Sultan and others 1990).',
    segments: [
      {
        name: 'Water utilities',
        accounts: 'utilities',
        value: 'price * 12 [month/year]',
        serviceable: 0.5, // photographs exist, and the law lets them leave the house
        obtainable: 'ours',
      },
      {
        name: 'Heat and gas networks',
        accounts: 'utilities * 0.6',
        value: 'price * 12 [month/year] * 1.3',
        serviceable: 0.3,
        obtainable: 'ours * 0.7',
      },
    ],
    adoption: { p: 'innovators', q: 'imitators', from: '2026-07' },
  },
  sourcing: {
    demands: [
      {
        name: 'training',
        hours: 'run.reader_1.hours + run.reader_2.hours + run.reader_3.hours',
        regions: ['SE', 'FI', 'DE'],
      },
      {
        name: 'serving',
        hours: 'revenue.readings.customers * readings * gpuSecondsPerImage / 3 / dutyCycle',
        instead: 'revenue.readings.customers * readings * servingPerImage', // what the plan reckons for the same hours
        regions: ['SE', 'FI', 'DE'], // customers' photographs stay in the Union
      },
    ],
    quantile: 0.75, // above the median: the last training happens on half of the paths only
    discountRate: 0.12,
    rents: { series: 'rent' },
    offers: [
      {
        id: 'Nebius on demand',
        kind: 'on-demand',
        provider: 'Nebius',
        region: 'FI',
        pricePerGpuHour: 2.95,
        source: 'SkyPilot catalog v8 @0082b043, read 2026-11-24',
        confidence: 'published',
      },
      {
        id: 'Verda spot',
        kind: 'spot',
        provider: 'Verda',
        region: 'FI',
        pricePerGpuHour: 0.8,
        maxNodes: 12,
        failures: { checkpoint: 12, mtbf: 7200, restart: 300 },
        source: 'SkyPilot catalog v8 @000c1d0b, read 2026-11-24; taken away every two hours is our guess',
        confidence: 'published',
      },
      {
        id: 'a year reserved',
        kind: 'reserved',
        provider: 'Nebius',
        region: 'SE',
        pricePerGpuHour: 2.1,
        months: 12,
        gpusPerNode: 8,
        maxNodes: 32,
        source: 'no quote yet: a third below on demand, as published reservations of others',
        confidence: 'guess',
      },
      {
        id: 'servers of our own',
        kind: 'owned',
        provider: 'Ohmread',
        region: 'DE',
        gpusPerNode: 8,
        pricePerNode: 290_000,
        costPerNodeMonth: 3_600,
        lifeMonths: 48,
        salvage: 0.2,
        leadMonths: 3,
        maxNodes: 8,
        source: 'Epoch, HGX boards 28,750 to 31,905 USD a chip in 2025, × server; colocation 200 USD/kW and month',
        confidence: 'guess',
      },
      {
        id: 'university cluster',
        kind: 'grant',
        provider: 'partner',
        region: 'DE',
        from: 20,
        gpuHours: 40_000,
        waitMonths: 4,
        expiresAfter: 12,
        acceptance: 0.4,
        applicationCost: 6_000,
        conditions: 'the method is published',
        source: 'call of the partner university; acceptance is our guess',
        confidence: 'guess',
      },
      {
        id: 'start-up credits',
        kind: 'credit',
        provider: 'Nebius',
        from: 21,
        amount: 100_000,
        expiresAfter: 18,
        waitMonths: 1,
        acceptance: 0.6,
        applicationCost: 500,
        source: 'programme page; acceptance is our guess',
        confidence: 'guess',
      },
    ],
  },
  labelling: [
    {
      name: 'Nameplates',
      have: 30_000,
      batch: 1000,
      tiers: [
        { from: 0, price: 0.09 },
        { from: 100_000, price: 0.07 },
      ],
      answers: 3,
      accepted: 0.95,
      review: { share: 0.05, price: 0.6 },
      worthOfPoint: '60000 [USD]',
      curve: {
        kind: 'train',
        size: 'summary.steps * param.batchSize / summary.epochs',
        error: '1 - metric.validation_accuracy',
        tested: 1000,
      },
    },
  ],
  // What every such company risks; the ledger, the models' cards and what is stated here say how far each is held down.
  register: {
    owners: { technical: 'Ada, CTO', market: 'Ben, CEO', financial: 'Ben, CEO', legal: 'Ben, CEO' },
    limits: { accuracy: 0.95, regions: ['FI', 'SE', 'DE'] },
    system: { role: 'provider', kinds: [] }, // reads meters: of no kind that the AI Act regulates
    stakes: {
      'unfit-model': { rate: 1, impact: '15000 to 80000' },
      'failed-runs': { rate: 3, impact: '4000 to 40000' }, // of the size that the plan trains, not of the pilot's
      unreproducible: { rate: 0.5, impact: '10000 to 60000' },
      'key-person': { impact: '40000 to 150000' },
      'one-provider': { rate: 0.3, impact: '20000 to 120000' },
      breach: { rate: 0.1, impact: '100000 to 900000', controlCost: 400 },
      'personal-data': { rate: 0.2, impact: '20000 to 200000' },
    },
    evidence: {
      company: {
        people: {
          at: '2026-11-20',
          knows: { training: ['Ada'], serving: ['Ada', 'Ben'], sales: ['Ben'] },
          leaving: 0.1,
        },
        providers: { at: '2026-11-20', paid: { Nebius: 900, Verda: 350 } },
      },
    },
  },
  risks: [
    {
      name: 'Readings leak',
      area: 'legal',
      rate: '0.06 [1/year]',
      impact: '400000 [USD]',
      control: {
        what: 'photographs kept 30 days, encrypted',
        cost: '900 [USD/month]',
        rate: 0.4,
        impact: 0.5,
        from: '2027-03',
      },
      owner: 'Ada, CTO',
      review: '2027-06-01',
    },
    {
      name: 'Model misreads a new meter type',
      area: 'technical',
      rate: '0.5 [1/year]',
      impact: '60000 [USD]',
      control: {
        what: 'every new type shadowed for two weeks',
        cost: '400 [USD/month]',
        rate: 0.3,
        impact: 1,
        from: '2027-03',
      },
      owner: 'Ada, CTO',
      review: '2027-03-01',
    },
    {
      name: 'Largest customer leaves',
      area: 'market',
      rate: '0.2 [1/year]',
      impact: 'price * 12 [month] * 1 [customer]',
      owner: 'Ben, CEO',
      review: '2027-06-01',
    },
    {
      name: 'Cloud bill paid twice by mistake',
      area: 'financial',
      rate: '0.1 [1/year]',
      impact: '25000 [USD]',
      owner: 'Ben, CEO',
      review: '2027-12-01',
    },
  ],
  experiments: [
    {
      name: 'Label 20,000 nameplates',
      question: 'Does more data make reading without people pay?',
      cost: '14000 [USD]',
      gain: 'marginOfAutomation',
      noise: '250000 [USD]',
    },
    {
      name: 'ViT-H on a twentieth',
      question: 'Does a larger model make reading without people pay?',
      cost: 'imagesWanted * 0.05 * 5 * gpuSecondsPerImage * 2 * overhead * rentToday',
      gain: 'marginOfAutomation * 0.6',
      noise: '400000 [USD]',
    },
    {
      name: 'Search over learning rates',
      question: 'Is there accuracy left in the settings?',
      cost: '9000 [USD]',
      gain: '20000 [USD] * errorRate',
      noise: '30000 [USD]',
    },
  ],
  scenarios: {
    'no sales': { set: { utilitiesWon: '0.1 to 0.4' }, note: 'a quarter of the customers' },
    'rents double': { set: { rentToday: 5.9 } },
    'raise the price': {
      set: { price: pert(5000, 7000, 12000), utilitiesWon: '0.25 to 1' },
      note: 'dearer, fewer',
      choice: true,
    },
  },
});
