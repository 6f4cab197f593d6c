/** What goes to the process of the trees: a header that says what, and bytes that come with it. */
export type Order =
  | {
      op: 'dataset';
      id: number;
      rows: number;
      columns: number;
      type: ValueType;
      params: string;
      names: readonly string[];
      reference?: number;
    }
  /** Rows of the sample from which the bins are made, or of the table itself. */
  | { op: 'sample' | 'rows'; id: number; count: number }
  | { op: 'field'; id: number; name: 'label' | 'weight' | 'group' }
  | { op: 'finish'; id: number }
  | ({ op: 'train' } & TrainOrder)
  | { op: 'model' }
  | {
      op: 'predict';
      kind: PredictKind;
      count: number;
      columns: number;
      type: ValueType;
      start: number;
      rounds: number;
      params: string;
    }
  | { op: 'dump' };

export type ValueType = 'float32' | 'float64';

/** LightGBM's `predict_type`s. */
export type PredictKind = 'value' | 'raw' | 'leaf' | 'contributions';

/** With folds their place of each row comes as bytes of int32, the fold in which a row is validated. */
export interface TrainOrder {
  params: string;
  train: number;
  valid?: number;
  folds?: number;
  rounds: number;
  /** Rounds without a better first metric after which training ends; 0 for none. */
  patience: number;
}

/** What comes back: answers in the order of the questions, and what is said in between. */
export type Answer =
  | { ok: true; sample?: boolean; bestRound?: number; history?: Rounds }
  | { error: string }
  | { round: number; metrics: Record<string, number> };

/** Each metric of the validation set, round by round. */
export type Rounds = Record<string, number[]>;

const HEAD = 8;

/** A frame's head: the lengths of what follows, and the header as JSON. */
export function head(header: Order | Answer, payload: number): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.allocUnsafe(HEAD + json.length);
  bytes.writeUInt32LE(json.length, 0);
  bytes.writeUInt32LE(payload, 4);
  json.copy(bytes, HEAD);
  return bytes;
}

/** Cuts what comes over a pipe into frames, without copying a payload more than once. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #length = 0;

  /** The frames that are whole with this piece. */
  *push(piece: Buffer): Generator<{ answer: Answer; payload: Buffer }> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    for (;;) {
      if (this.#length < HEAD) return;
      const first = this.#peek(HEAD);
      const [json, payload] = [first.readUInt32LE(0), first.readUInt32LE(4)];
      if (this.#length < HEAD + json + payload) return;
      this.#take(HEAD);
      const answer: Answer = JSON.parse(this.#take(json).toString());
      yield { answer, payload: this.#take(payload) };
    }
  }

  #peek(count: number): Buffer {
    if (this.#pieces[0]!.length < count) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0]!;
  }

  #take(count: number): Buffer {
    const taken: Buffer[] = [];
    let wanted = count;
    while (wanted > 0) {
      const piece = this.#pieces[0]!;
      if (piece.length <= wanted) {
        taken.push(piece);
        this.#pieces.shift();
        wanted -= piece.length;
      } else {
        taken.push(piece.subarray(0, wanted));
        this.#pieces[0] = piece.subarray(wanted);
        wanted = 0;
      }
    }
    this.#length -= count;
    return taken.length === 1 ? taken[0]! : Buffer.concat(taken);
  }
}
