import { fromTypedArray, nn, ops, type Tensor } from '@capstan/torch';

/** The score of what a user has had already: below any other, and a number, so that it travels as JSON. */
export const HAD = -1e30;

/** What every recommender is built with. */
export interface RecommenderOptions {
  /** Items that it knows; 1. */
  classes?: number;
  /** Users that it knows; 1. */
  users?: number;
  /** Pairs of user and item that it was fitted on; 0. */
  interactions?: number;
}

/**
 * Scores every item for a user. It keeps what its users have had, so as not to offer it again: those items are given `HAD`.
 */
export abstract class Recommender extends nn.Module {
  /** (interactions) users from 0, ascending, and what they have had. */
  readonly hadUsers: nn.Buffer;
  readonly hadItems: nn.Buffer;
  readonly items: number;
  readonly users: number;
  /** Where each user's items begin, and behind the last. */
  #begins: Int32Array | undefined;
  #had: Int32Array | undefined;

  constructor({ classes = 1, users = 1, interactions = 0 }: RecommenderOptions) {
    super();
    this.hadUsers = new nn.Buffer(ops.zeros([interactions], { dtype: 'int32' }));
    this.hadItems = new nn.Buffer(ops.zeros([interactions], { dtype: 'int32' }));
    this.items = classes;
    this.users = users;
  }

  /** @param users (B) int64: 0 for someone unknown, and from 1 on those that are known → (B, items) */
  protected abstract scores(users: Tensor): Tensor;

  /**
   * @param x (B, 1) users from 0; −1 for someone unknown; −2 − user where what they have had is scored as well, as it is to judge a training
   * @returns (B, items)
   */
  forward(x: Tensor): Tensor {
    const asked = Array.from(x.detach().to('cpu').data(), Number);
    const users = asked.map((user) => (user < -1 ? -2 - user : user));
    const known = BigInt64Array.from(users, (user) => BigInt(user + 1));
    const scores = this.scores(fromTypedArray(known, [known.length]).to(x.device));
    const had: number[] = [];
    for (const [row, user] of asked.entries()) for (const item of this.hadBy(user)) had.push(row * this.items + item);
    if (had.length === 0) return scores;
    const places = fromTypedArray(BigInt64Array.from(had, BigInt), [had.length]).to(x.device);
    return scores.reshape([-1]).indexFill(0, places, HAD).reshape([asked.length, this.items]);
  }

  /** The items that a user has had. */
  protected hadBy(user: number): Int32Array {
    this.#begins ??= beginsOf(this.hadUsers.to('cpu').data() as Int32Array, this.users); // as: it is int32
    this.#had ??= Int32Array.from(this.hadItems.to('cpu').data(), Number);
    return user < 0 ? new Int32Array() : this.#had.subarray(this.#begins[user], this.#begins[user + 1]);
  }
}

/** Where each row of pairs that are sorted by row begins, and behind the last. */
export function beginsOf(rows: ArrayLike<number>, count: number): Int32Array {
  const begins = new Int32Array(count + 1);
  for (let i = 0; i < rows.length; i++) begins[rows[i]! + 1]! += 1;
  for (let row = 0; row < count; row++) begins[row + 1]! += begins[row]!;
  return begins;
}
