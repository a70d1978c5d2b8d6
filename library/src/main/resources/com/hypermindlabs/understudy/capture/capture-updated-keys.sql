(
          SELECT {texts_in_n} FROM new_rows n{aliases}
          UNION SELECT {texts_in_o} FROM old_rows o{aliases})
