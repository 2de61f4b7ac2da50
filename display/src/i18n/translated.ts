/** The same keys, any words: what another language's file has to satisfy. */
export type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };
