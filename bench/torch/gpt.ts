import * as torch from '@capstan/torch';
import { F, nn, ops, type Tensor } from '@capstan/torch';

class Block extends nn.Module {
  ln1: nn.LayerNorm;
  ln2: nn.LayerNorm;
  qkv: nn.Linear;
  out: nn.Linear;
  up: nn.Linear;
  down: nn.Linear;
  heads: number;

  constructor(width: number, heads: number) {
    super();
    this.ln1 = new nn.LayerNorm(width);
    this.ln2 = new nn.LayerNorm(width);
    this.qkv = new nn.Linear(width, 3 * width);
    this.out = new nn.Linear(width, width);
    this.up = new nn.Linear(width, 4 * width);
    this.down = new nn.Linear(4 * width, width);
    this.heads = heads;
  }

  forward(x: Tensor): Tensor {
    const [b, t, c] = x.shape as [number, number, number]; // (B, T, C)
    const [q, k, v] = this.qkv(this.ln1(x))
      .view(b, t, 3, this.heads, c / this.heads)
      .permute(2, 0, 3, 1, 4)
      .unbind(0);
    const y = ops.scaledDotProductAttention(q!, k!, v!, { isCausal: true });
    const attended = x.add(this.out(y.transpose(1, 2).reshape(b, t, c)));
    return attended.add(this.down(F.gelu(this.up(this.ln2(attended)))));
  }
}

/** The small GPT of the benchmarks: 4 layers, 128 wide, context 64, 65 symbols. */
export class GPT extends nn.Module {
  tokens: nn.Embedding;
  positions: nn.Embedding;
  blocks: nn.Sequential;
  norm: nn.LayerNorm;
  head: nn.Linear;

  constructor({ vocabulary = 65, width = 128, layers = 4, heads = 4, context = 64 } = {}) {
    super();
    this.tokens = new nn.Embedding(vocabulary, width);
    this.positions = new nn.Embedding(context, width);
    this.blocks = new nn.Sequential(...Array.from({ length: layers }, () => new Block(width, heads)));
    this.norm = new nn.LayerNorm(width);
    this.head = new nn.Linear(width, vocabulary, { bias: false });
  }

  forward(ids: Tensor): Tensor {
    const x = this.tokens(ids).add(this.positions(torch.arange(ids.shape[1]!, { device: ids.device })));
    return this.head(this.norm(this.blocks(x)));
  }
}
