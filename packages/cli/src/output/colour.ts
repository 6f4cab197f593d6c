/** Whether a stream is a terminal that shows colours; NO_COLOR and TERM=dumb say no. */
export function inColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && stream.hasColors();
}
