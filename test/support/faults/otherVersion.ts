/** A child of another version: greets, and understands nothing. */
process.on('message', () => process.send?.({ type: 'hello', version: 999 }));
