/** The data is not what the protocol expects; the message is one sentence for the person who started the evaluation. */
export class DataError extends Error {}
