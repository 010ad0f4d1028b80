/** A queue between those who produce and one who consumes; it makes the producers wait when it is full. */
export interface Channel<Item> extends AsyncIterable<Item> {
  /** Resolves when there is room for another item; at once when the channel has ended, and the item is dropped. */
  push(item: Item): Promise<void>;
  /** Ends the consumer's loop at once; what it has not taken yet is dropped. */
  end(): void;
  /** Throws `error` in the consumer's loop, after what is still in the queue. */
  fail(error: unknown): void;
}

/** `capacity`: how many items wait before producers have to. */
export function channel<Item>(capacity: number): Channel<Item> {
  const items: Item[] = [];
  let producers: (() => void)[] = [];
  let consumer: (() => void) | undefined;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;

  const wakeConsumer = (): void => {
    consumer?.();
    consumer = undefined;
  };
  const wakeProducers = (): void => {
    const waiting = producers;
    producers = [];
    for (const wake of waiting) wake();
  };

  return {
    async push(item) {
      if (ended || failure) return;
      items.push(item);
      wakeConsumer();
      if (items.length >= capacity) await new Promise<void>((resolve) => producers.push(resolve));
    },
    end() {
      ended = true;
      wakeConsumer();
      wakeProducers();
    },
    fail(error) {
      failure ??= { error };
      wakeConsumer();
      wakeProducers();
    },
    async *[Symbol.asyncIterator]() {
      while (!ended) {
        const item = items.shift();
        if (item !== undefined) {
          if (items.length < capacity) wakeProducers();
          yield item;
        } else if (failure) throw failure.error;
        else await new Promise<void>((resolve) => (consumer = resolve));
      }
    },
  };
}
