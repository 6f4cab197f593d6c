import { F, nn, type Tensor } from '@capstan/torch';

/** Levels above the trunk's, each half the one below (Lin et al. 2017, RetinaNet): 'p6', 'p7'. */
class ExtraBlocks extends nn.Module<[Tensor], Tensor[]> {
  p6: nn.Conv2d;
  p7: nn.Conv2d;

  constructor(width: number) {
    super();
    this.p6 = new nn.Conv2d(width, width, 3, { stride: 2, padding: 1 });
    this.p7 = new nn.Conv2d(width, width, 3, { stride: 2, padding: 1 });
  }

  override forward(x: Tensor): Tensor[] {
    const sixth = this.p6(x);
    return [sixth, this.p7(sixth.relu())];
  }
}

/**
 * Feature pyramid (Lin et al. 2016, https://arxiv.org/abs/1612.03144) with torchvision's names: what each stage of a trunk found,
 * with what the coarser ones know of it. Stages, finest first → as many maps of `width` channels, and two coarser ones with `extra`.
 */
export class FeaturePyramid extends nn.Module<[readonly Tensor[]], Tensor[]> {
  inner_blocks: nn.Sequential[];
  layer_blocks: nn.Sequential[];
  extra_blocks: ExtraBlocks | undefined;

  constructor(channels: readonly number[], width: number, extra: boolean) {
    super();
    this.inner_blocks = channels.map((inputs) => new nn.Sequential(new nn.Conv2d(inputs, width, 1)));
    this.layer_blocks = channels.map(() => new nn.Sequential(new nn.Conv2d(width, width, 3, { padding: 1 })));
    for (const module of this.modules()) {
      if (!(module instanceof nn.Conv2d)) continue;
      nn.init.kaimingUniform_(module.weight, { a: 1 });
      if (module.bias) nn.init.zeros_(module.bias);
    }
    this.extra_blocks = extra ? new ExtraBlocks(width) : undefined;
    for (const module of this.extra_blocks?.modules() ?? []) {
      if (!(module instanceof nn.Conv2d)) continue;
      nn.init.kaimingUniform_(module.weight, { a: 1 });
      if (module.bias) nn.init.zeros_(module.bias);
    }
  }

  override forward(stages: readonly Tensor[]): Tensor[] {
    const maps: Tensor[] = [];
    let above: Tensor | undefined;
    for (let i = stages.length - 1; i >= 0; i--) {
      const own = this.inner_blocks[i]!(stages[i]!); // as many
      const size = [own.shape[2]!, own.shape[3]!];
      above = above ? own.add(F.interpolate(above, { size, mode: 'nearest' })) : own;
      maps.unshift(this.layer_blocks[i]!(above));
    }
    return this.extra_blocks ? [...maps, ...this.extra_blocks(maps.at(-1)!)] : maps;
  }
}
