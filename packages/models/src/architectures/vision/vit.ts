import { cat, nn, scope, type Tensor, zeros } from '@capstan/torch';
import { ModelError } from '../../errors.ts';
import { architecture } from '../contract.ts';
import { checkHeads } from '../options.ts';
import { type PublishedOptions, published } from '../published.ts';
import { fromHuggingFace } from './vit-names.ts';

/** Options of the vision transformers. */
export interface VitOptions extends PublishedOptions {
  /** Height and width that the position embeddings are made for, a multiple of `patch`; 224. Others are interpolated. */
  size?: number;
  /** Height and width of a patch; 16. */
  patch?: number;
  /** Blocks of the encoder. */
  layers?: number;
  /** Heads of the attention, which divide `width`. */
  heads?: number;
  /** Numbers a token. */
  width?: number;
  /** Units of the perceptron in each block; 4 · width. */
  units?: number;
  /** Of the layer norms: 1e-6 as torchvision's, 1e-12 as Hugging Face's. */
  eps?: number;
  dropout?: number;
}

type Sizes = Required<Omit<VitOptions, 'weights'>>;

class Block extends nn.Module {
  static readonly keys = { ln1: 'ln_1', ln2: 'ln_2' };
  ln1: nn.LayerNorm;
  selfAttention: nn.MultiheadAttention;
  readonly drop: nn.Dropout;
  ln2: nn.LayerNorm;
  mlp: nn.Sequential;

  constructor({ width, heads, units, dropout, eps }: Sizes) {
    super();
    this.ln1 = new nn.LayerNorm(width, { eps });
    this.selfAttention = new nn.MultiheadAttention(width, heads, { dropout: 0, batchFirst: true });
    this.drop = new nn.Dropout({ p: dropout });
    this.ln2 = new nn.LayerNorm(width, { eps });
    const drop = () => new nn.Dropout({ p: dropout });
    this.mlp = new nn.Sequential(
      new nn.Linear(width, units),
      new nn.GELU(),
      drop(),
      new nn.Linear(units, width),
      drop(),
    );
    for (const module of this.mlp.modules()) {
      if (!(module instanceof nn.Linear)) continue;
      nn.init.xavierUniform_(module.weight);
      if (module.bias) nn.init.normal_(module.bias, { std: 1e-6 });
    }
  }

  forward(x: Tensor): Tensor {
    return scope(() => {
      const seen = this.ln1(x);
      const [attended] = this.selfAttention(seen, seen, seen, { needWeights: false });
      const y = this.drop(attended).add(x);
      return this.mlp(this.ln2(y)).add(y);
    });
  }
}

class Encoder extends nn.Module<[tokens: Tensor, positions: Tensor]> {
  posEmbedding: nn.Parameter;
  readonly drop: nn.Dropout;
  layers: Record<string, Block>;
  ln: nn.LayerNorm;

  constructor(tokens: number, sizes: Sizes) {
    super();
    this.posEmbedding = new nn.Parameter(nn.init.normal_(zeros([1, tokens, sizes.width]), { std: 0.02 }));
    this.drop = new nn.Dropout({ p: sizes.dropout });
    this.layers = Object.fromEntries(
      Array.from({ length: sizes.layers }, (_, i) => [`encoder_layer_${i}`, new Block(sizes)]),
    );
    this.ln = new nn.LayerNorm(sizes.width, { eps: sizes.eps });
  }

  forward(x: Tensor, positions: Tensor): Tensor {
    x = this.drop(x.add(positions));
    for (const layer of Object.values(this.layers)) x = layer(x);
    return this.ln(x);
  }
}

/**
 * Vision transformer (Dosovitskiy et al. 2021) with torchvision's parameter names and initialisation:
 * (batch, channels, height, width) → (batch, classes). Pictures of another size than it was built for get their position
 * embeddings by bicubic interpolation, as the paper's section 3.2 does when it tunes at a higher resolution.
 *
 * @example
 * const logits = vitTiny16({ classes: 10, size: 64 })(torch.randn([8, 3, 64, 64])); // (8, 10)
 */
export class VisionTransformer extends nn.Module {
  classToken: nn.Parameter;
  convProj: nn.Conv2d;
  encoder: Encoder;
  heads: { head: nn.Linear };
  readonly grid: number;

  constructor(sizes: Sizes) {
    super();
    const { channels, width, patch, size, classes } = sizes;
    this.grid = Math.floor(size / patch);
    this.convProj = new nn.Conv2d(channels, width, patch, { stride: patch });
    this.classToken = new nn.Parameter(zeros([1, 1, width]));
    this.encoder = new Encoder(this.grid ** 2 + 1, sizes);
    this.heads = { head: new nn.Linear(width, classes) };
    nn.init.truncNormal_(this.convProj.weight, { std: Math.sqrt(1 / (channels * patch ** 2)) });
    if (this.convProj.bias) nn.init.zeros_(this.convProj.bias);
    nn.init.zeros_(this.heads.head.weight);
    if (this.heads.head.bias) nn.init.zeros_(this.heads.head.bias);
  }

  forward(x: Tensor): Tensor {
    const patches = this.convProj(x); // (B, width, rows, columns)
    const [batch, width, rows, columns] = patches.shape as [number, number, number, number]; // as: a convolution of pictures
    const tokens = patches.flatten(2).transpose(1, 2); // (B, rows · columns, width)
    const all = cat([this.classToken.expand([batch, 1, width]), tokens], 1);
    return this.heads.head(this.encoder(all, this.positions(rows, columns)).select(1, 0));
  }

  /** (1, 1 + rows · columns, width) */
  private positions(rows: number, columns: number): Tensor {
    const { posEmbedding } = this.encoder;
    if (rows === this.grid && columns === this.grid) return posEmbedding;
    const [first, rest] = posEmbedding.split([1, this.grid ** 2], 1) as [Tensor, Tensor]; // as: two lengths, two parts
    const map = rest.transpose(1, 2).unflatten(2, [this.grid, this.grid]);
    const resized = nn.functional.interpolate(map, { size: [rows, columns], mode: 'bicubic', alignCorners: false });
    return cat([first, resized.flatten(2).transpose(1, 2)], 1);
  }
}

function vit(name: string, { layers, heads, width }: { layers: number; heads: number; width: number }, about: string) {
  const usual = { size: 224, patch: 16, layers, heads, width, eps: 1e-6, dropout: 0 };
  return architecture(
    { about, takes: 'pictures', leastSize: usual.patch },
    (options: VitOptions = {}): VisionTransformer =>
      published(name, options, { head: 'heads.head', also: OWN, renamed: fromHuggingFace }, (all) => {
        const sizes = { ...usual, ...all };
        checkSizes(name, sizes);
        return new VisionTransformer({ units: 4 * sizes.width, ...sizes });
      }),
  );
}

function checkSizes(name: string, sizes: { size: number; patch: number; width: number; heads: number }): void {
  checkHeads(name, sizes);
  const { size, patch } = sizes;
  if (size % patch === 0) return;
  throw new ModelError('bad-options', `${name}: 'size' must be a multiple of 'patch': ${size} is none of ${patch}.`);
}

const OWN = ['size', 'patch', 'layers', 'heads', 'width', 'units', 'eps', 'dropout'];

/**
 * ViT-B/16, 86.6 M parameters.
 * @example const model = vitB16({ weights: 'vit_b_16.safetensors', classes: 5 });
 */
export const vitB16 = vit(
  'vitB16',
  { layers: 12, heads: 12, width: 768 },
  'ViT-B/16 (Dosovitskiy et al. 2021), 86.6 M parameters.',
);

/**
 * ViT-Ti/16 in the size of DeiT's smallest (Touvron et al. 2021), 5.7 M parameters.
 * @example const model = vitTiny16({ size: 64, patch: 8, classes: 10 });
 */
export const vitTiny16 = vit(
  'vitTiny16',
  { layers: 12, heads: 3, width: 192 },
  'ViT-Ti/16 (Touvron et al. 2021), 5.7 M parameters.',
);
