"""The same as tables.ts with pandas, as its users write it: read, profile, deduplicate, impute, scale, one-hot, Parquet."""
import pandas as pd
from tables_peer import categories, lap, numbers, out, path

table = pd.read_csv(path)
lap("read")
# The same profile: counts, ranges, quartiles, distinct values, histograms, frequent values, correlations, copies, outliers.
table.describe()
table.isna().sum()
table.nunique()
numeric = table.select_dtypes("number")
for column in numeric:
    pd.cut(numeric[column], 24).value_counts()
    low, high = numeric[column].quantile([0.25, 0.75])
    ((numeric[column] < low - 3 * (high - low)) | (numeric[column] > high + 3 * (high - low))).sum()
for column in table.columns.difference(numeric.columns):
    table[column].value_counts().head(8)
    table[column].str.strip().str.lower().isin(["na", "n/a", "nan", "null", "none", "?", "-", ""]).sum()
    table[column].str.len().agg(["min", "mean", "max"])
numeric.corr()
table.duplicated().sum()
lap("profile")
table = table.drop_duplicates()
for column in numbers:
    table[column] = table[column].fillna(table[column].median())
lap("clean")
for column in numbers:
    table[column] = (table[column] - table[column].mean()) / table[column].std(ddof=0)
table = pd.get_dummies(table, columns=categories)
table.to_parquet(out, compression="zstd", index=False)
lap("write")
