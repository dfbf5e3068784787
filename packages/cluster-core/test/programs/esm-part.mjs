export const limit = 4;

export class Ticker {
  count = limit;
  tick() {
    this.count += 1;
    return this;
  }
}
