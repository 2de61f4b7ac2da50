/** The same keys, any words: what a language other than Chinese has to have. */
export type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };
