/** A recording in memory: one array of samples from −1 to 1 for each channel. */
export type Audio = { channels: Float32Array[]; sampleRate: number };

/** Length in seconds. @example seconds(await readAudio('jfk.flac')) // 11 */
export function seconds({ channels, sampleRate }: Audio): number {
  return (channels[0]?.length ?? 0) / sampleRate;
}

/** The mean of the channels. @example mono(audio) // (samples) */
export function mono({ channels }: Audio): Float32Array {
  if (channels.length === 1) return channels[0]!;
  const out = new Float32Array(channels[0]!.length);
  for (const channel of channels) for (let i = 0; i < out.length; i++) out[i]! += channel[i]! / channels.length;
  return out;
}
