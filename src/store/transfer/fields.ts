/**
 * How a value of an exported file is read: a field is a function that answers with the value, or throws VALIDATION_FAILED with the path of
 * what is wrong. The same fields read what comes out of a database, so that nothing is exported that could not be imported.
 */
import { invalid, validChunk, validText } from '../../domain/validate.ts'

export type Field<T> = (value: unknown, path: string) => T

/** A field for each property of `T`: one that is new in `T` does not compile until it is decided how it moves. */
export type Shape<T> = { readonly [K in keyof T]-?: Field<T[K]> }

type Fields = Readonly<Record<string, Field<unknown>>>
type Read<S extends Fields> = { readonly [K in keyof S]: ReturnType<S[K]> }

export const text: Field<string> = (value, path) => {
  if (typeof value !== 'string') throw invalid(path, 'a text', value)
  return validText(value, path)
}

/** A text that is not empty. */
export const name: Field<string> = (value, path) => {
  if (text(value, path) === '') throw invalid(path, 'a text that is not empty', value)
  return text(value, path)
}

/** Chunks become folders and branches: nothing else than a slug may. */
export const slug: Field<string> = (value, path) => validChunk(text(value, path), path)

export const commit: Field<string> = (value, path) => {
  if (typeof value !== 'string' || !/^[0-9a-f]{40,64}$/.test(value)) throw invalid(path, 'the hash of a commit', value)
  return value
}

const LARGEST = 2 ** 31 - 1

export const integer: Field<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > LARGEST) throw invalid(path, 'a whole number', value)
  return value
}

/** 0, 1, 2 … */
export const count: Field<number> = (value, path) => {
  if (integer(value, path) < 0) throw invalid(path, 'a whole number from 0 on', value)
  return integer(value, path)
}

/** What is not there is 0: it was written before there was such a thing to count. */
export const countOrNone: Field<number> = (value, path) => (value === undefined ? 0 : count(value, path))

export const amount: Field<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(path, 'a number', value)
  return value
}

export const truth: Field<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw invalid(path, 'true or false', value)
  return value
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** A time as JSON has it, or as a database gives it. */
export const time: Field<Date> = (value, path) => {
  const date = value instanceof Date ? value : new Date(typeof value === 'string' && ISO_TIME.test(value) ? value : Number.NaN)
  if (Number.isNaN(date.getTime())) throw invalid(path, 'a time as 2026-01-31T12:00:00.000Z', value)
  return date
}

/** What belongs to the machine, the server or the agent that it was made by, and means nothing elsewhere: it is left behind. */
export const leftBehind: Field<null> = () => null

export function checked<T, U>(field: Field<T>, check: (value: T, path: string) => U): Field<U> {
  return (value, path) => check(field(value, path), path)
}

export function oneOf<const V extends string>(values: readonly V[]): Field<V> {
  return (value, path) => {
    const found = values.find((candidate) => candidate === value)
    if (found === undefined) throw invalid(path, values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`, value)
    return found
  }
}

/** What is not there is null: it was written before there was such a field. */
export function nullable<T>(field: Field<T>): Field<T | null> {
  return (value, path) => (value === null || value === undefined ? null : field(value, path))
}

export function list<T>(field: Field<T>): Field<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw invalid(path, 'a list', value)
    return value.map((item, index) => field(item, `${path}[${index}]`))
  }
}

/** What is not there is empty: it was written before there was such a list. */
export function listOrNone<T>(field: Field<T>): Field<T[]> {
  return (value, path) => (value === undefined ? [] : list(field)(value, path))
}

/** The fields of an object in the order of the shape, whatever order a database keeps them in; other ones are refused. */
export function object<S extends Fields>(shape: S): Field<Read<S>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(path || 'the line', 'an object', value)
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(shape, key))
    if (unknown !== undefined) throw invalid(path || 'the line', `an object without a field ${JSON.stringify(unknown)}`, value)
    return pick(shape, value, path)
  }
}

/** The same, of an object that may have more. */
export function pick<S extends Fields>(shape: S, value: object, path: string): Read<S> {
  const found = new Map<string, unknown>(Object.entries(value))
  const read = Object.entries(shape).map(([key, field]) => [key, field(found.get(key), path === '' ? key : `${path}.${key}`)])
  return Object.fromEntries(read) as Read<S>
}
